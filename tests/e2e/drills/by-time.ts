import assert from 'node:assert/strict';
import type { Settings } from '../../../configs/settings.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { type Bucket, openBucket } from '../../../scripts/s3.ts';
import { listTopics, readTopic } from '../../../scripts/topics.ts';

const FOLDER_MS = 20_000;
const PLACE = { name: 'kafka-dev-ap-southeast-2', region: 'ap-southeast-2' };

/** A sink that sorts the records of every topic by their time, which verify does not know how to judge. */
export const BY_TIME = {
  name: 'sink-by-time',
  config: {
    topics: undefined,
    'topics.regex': 'customer|order|late_.*',
    'topics.dir': 'by-time',
    'flush.size': '100',
    'rotate.schedule.interval.ms': '3000',
    'partitioner.class': 'TimeBasedPartitioner',
    'partition.duration.ms': String(FOLDER_MS),
    'path.format': "'at'=YYYY-MM-dd-HH-mm-ss",
    'timestamp.extractor': 'Record',
    locale: 'en-US',
    timezone: 'UTC',
    // A new topic is seen when the consumer asks again which there are: after 5 minutes otherwise.
    'consumer.override.metadata.max.age.ms': '2000',
  },
} as const;

interface Row {
  readonly offset: number;
  readonly value: unknown;
}

interface WrittenObject {
  readonly start: number;
  readonly lines: readonly unknown[];
}

/** What the objects hold that were read before: none is ever written twice. */
export type SeenObjects = Map<string, readonly unknown[]>;

/** Waits until the records that are in the topics now are in S3: once, under their time, in the order of the offsets. */
export async function expectByTime(settings: Settings, seen: SeenObjects): Promise<number> {
  const wanted = await recordsByFolder(settings);
  const bucket = await openBucket(settings, PLACE);
  const isWritten = async () => {
    const written = await readFolders(bucket, seen);
    for (const [folder, rows] of wanted) compare(folder, rows, written.get(folder) ?? []);
    return true;
  };
  try {
    await waitFor('the records to be in S3 by time', isWritten, { timeoutMs: 120_000, intervalMs: 500 });
  } finally {
    bucket.close();
  }
  return [...wanted.values()].reduce((sum, rows) => sum + rows.length, 0);
}

async function readFolders(bucket: Bucket, seen: SeenObjects): Promise<Map<string, WrittenObject[]>> {
  const folders = new Map<string, WrittenObject[]>();
  for await (const { key } of bucket.list('by-time/')) {
    const [, folder, start] = /^by-time\/(.+\+\d+)\+(\d+)\.json$/.exec(key) ?? [];
    // S3Proxy leaves half a file under another name when it is killed in a put.
    if (!folder) continue;
    const lines = seen.get(key) ?? (await readLines(bucket, key));
    seen.set(key, lines);
    folders.set(folder, [...(folders.get(folder) ?? []), { start: Number(start), lines }]);
  }
  return folders;
}

async function recordsByFolder(settings: Settings): Promise<Map<string, Row[]>> {
  const pattern = new RegExp(`^(?:${BY_TIME.config['topics.regex']})$`);
  const folders = new Map<string, Row[]>();
  for (const { name } of await listTopics(settings)) {
    if (!pattern.test(name)) continue;
    for await (const { partition, offset, timestamp, value } of readTopic(settings, name)) {
      const at = new Date(timestamp - (timestamp % FOLDER_MS)).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-');
      const folder = `${name}/at=${at}/${name}+${partition}`;
      const rows = folders.get(folder) ?? [];
      rows.push({ offset, value: JSON.parse(value ?? 'null') });
      folders.set(folder, rows);
    }
  }
  return folders;
}

/** Objects may go on behind the records that were read before them. */
function compare(folder: string, rows: readonly Row[], written: readonly WrittenObject[]): void {
  let at = 0;
  for (const { start, lines } of written.toSorted((a, b) => a.start - b.start)) {
    if (at >= rows.length) return;
    const covered = rows.slice(at, at + lines.length);
    assert.equal(start, covered[0]?.offset, `where an object of ${folder} begins`);
    assert.deepEqual(
      lines.slice(0, covered.length),
      covered.map(({ value }) => value),
      `${folder}+${start}`,
    );
    at += lines.length;
  }
  assert.ok(at >= rows.length, `${folder}: ${at} of ${rows.length} records are in S3`);
}

async function readLines(bucket: Bucket, key: string): Promise<unknown[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await bucket.read(key)) ?? assert.fail(`${key} is gone`)) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().split('\n');
  assert.equal(lines.pop(), '', `${key} does not end with a line`);
  return lines.map((line): unknown => JSON.parse(line));
}
