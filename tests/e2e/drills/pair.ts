import assert from 'node:assert/strict';
import { join } from 'node:path';
import { kafkaClient, s3Client } from '../../../scripts/clients.ts';
import { readConnectorStatus } from '../../../scripts/connect-api.ts';
import { causeOf } from '../../../scripts/lib/java-trace.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { type Workshop, writeConnector } from '../workshop.ts';
import { waitForRecords } from './records.ts';

const REGION = 'ap-southeast-2';
const WAIT = { timeoutMs: 60_000 };
const COUNT = 120;

type Config = Readonly<Record<string, string | undefined>>;

/** The tutorial's directives, which these sources do without. */
const TUTORIAL: Config = {
  'genkp.customer.with': undefined,
  'genv.customer.name.with': undefined,
  'genkp.order.with': undefined,
  'genv.order.product_id.with': undefined,
  'genv.order.quantity.with': undefined,
  'genv.order.customer_id.matching': undefined,
};

/** A source that writes one topic, and a sink of it. */
export interface Pair {
  readonly topic: string;
  /** What the sink is called; after its topic otherwise. */
  readonly sinkName?: string;
  readonly source?: Config;
  readonly sink?: Config;
}

/** Writes both files: 120 records, unless `source` says otherwise. */
export async function writePair(folder: string, { topic, sinkName, source, sink }: Pair): Promise<string> {
  const paths = [join(folder, 'source.json'), join(folder, 'sink.json')] as const;
  const directives = {
    ...TUTORIAL,
    [`genkp.${topic}.with`]: '#{Internet.uuid}',
    [`genv.${topic}.word.with`]: '#{Lorem.word}',
    [`topic.${topic}.records.exactly`]: String(COUNT),
  };
  await writeConnector(paths[0], 'source.json', { name: `${topic}-source`, config: { ...directives, ...source } });
  const rotation = { 'flush.size': '10', 'rotate.schedule.interval.ms': '1000' };
  await writeConnector(paths[1], 'sink.json', {
    name: sinkName ?? `${topic}-sink`,
    config: { topics: topic, ...rotation, ...sink },
  });
  return paths.join(',');
}

/** Waits until a task of a connector has failed, and says why in one line. */
export async function failureOf({ settings }: Workshop, name: string): Promise<string> {
  const failed = async () => {
    const status = await readConnectorStatus(settings.connectUrl, name);
    return status?.tasks.find(({ state }) => state === 'FAILED');
  };
  const { trace } = await waitFor(`a task of ${name} to fail`, failed, WAIT);
  return causeOf(trace ?? '');
}

/** Waits until a topic holds so many records, and has all of it proved. */
export async function expectProved(workshop: Workshop, topic: string, count = COUNT): Promise<void> {
  await waitForRecords(workshop, topic, count);
  assert.match(await workshop.ok('verify', '--settle'), new RegExp(`^Proved: .*\\(${count} records read`, 'm'));
}

/** Writes a record that no serializer has made. */
export async function produceRaw({ settings }: Workshop, topic: string, value: string): Promise<void> {
  const producer = (await kafkaClient(settings)).producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ key: 'raw', value, partition: 0 }] });
  await producer.disconnect();
}

/** Deletes a topic, and waits until it is gone. */
export async function deleteTopic({ settings }: Workshop, topic: string): Promise<void> {
  const admin = (await kafkaClient(settings)).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  const isGone = async () => !(await admin.listTopics()).includes(topic) || undefined;
  await waitFor(`topic ${topic} to be gone`, isGone, WAIT);
  await admin.disconnect();
}

/** Deletes a bucket once there is something in it, under the hands of the sink that writes to it. */
export async function deleteBucket({ settings }: Workshop, bucket: string): Promise<void> {
  const { DeleteBucketCommand, DeleteObjectCommand, ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const client = await s3Client(settings, REGION);
  const keys = async () => (await client.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? [];
  const isGone = async () => {
    for (const { Key } of await keys()) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    await client.send(new DeleteBucketCommand({ Bucket: bucket }));
    return true;
  };
  try {
    await waitFor(`an object in ${bucket}`, async () => ((await keys()).length > 0 ? true : undefined), WAIT);
    await waitFor(`${bucket} to be deleted`, isGone, { ...WAIT, intervalMs: 10 });
  } finally {
    client.destroy();
  }
}
