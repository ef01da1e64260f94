import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { compileAvro } from '../../scripts/records/avro.ts';
import type { KafkaRecord, RecordSet } from '../../scripts/records/batch.ts';
import type { Position } from '../../scripts/records.ts';
import type { Bucket } from '../../scripts/s3.ts';
import type { KnownSchema, SchemaCache } from '../../scripts/schemas.ts';
import { createFaultLog, type FaultLog } from '../../scripts/verify/fault-log.ts';
import type { Fault } from '../../scripts/verify/faults.ts';
import { planJobs } from '../../scripts/verify/jobs.ts';
import { createKeyRoom, type KeyRoom } from '../../scripts/verify/key-store.ts';
import { prepareKeys } from '../../scripts/verify/keys.ts';
import { type Listing, listTopicObjects } from '../../scripts/verify/object-listing.ts';
import { keyOf } from '../../scripts/verify/object-names.ts';
import { reportPartition } from '../../scripts/verify/partition-report.ts';
import { describePipeline, type Pipeline } from '../../scripts/verify/pipeline.ts';
import type { PartitionReport } from '../../scripts/verify/report.ts';
import { NO_RULES, type Rules } from '../../scripts/verify/rules.ts';
import type { VersionUse } from '../../scripts/verify/schemas.ts';
import { runJobs, type Scanned } from '../../scripts/verify/run-jobs.ts';
import type { ScanJob } from '../../scripts/verify/scan-job.ts';
import { type Connections, scanPartition } from '../../scripts/verify/scan-partition.ts';
import { planSink } from '../../scripts/verify/sink-plan.ts';
import { orderTopics } from '../../scripts/verify/topic-order.ts';

export const BUCKET = 'kafka-dev-ap-southeast-2';
export const FLUSH_SIZE = 20;
const FETCH_RECORDS = 50;
const DATA = new URL('../data/', import.meta.url);

/** A partition of the log: what the brokers hold. */
export interface Log {
  low: number;
  end: number;
  /** Where the first open transaction begins. */
  stable?: number;
  records: KafkaRecord[];
}

/** A pipeline in memory, to be damaged. */
export interface Fixture {
  readonly logs: Map<string, Log>;
  readonly objects: Map<string, Buffer>;
  readonly committed: Map<string, number>;
  readonly schemas: Map<string, KnownSchema>;
  readonly sinkConfig: Record<string, string>;
  readonly sourceConfig: Record<string, string>;
  userRules: Rules;
  /** For the keys that references may name. */
  room: KeyRoom;
  modified: Date;
  settled: boolean;
  /** Connectors that are in their files only. */
  readonly missing: Set<string>;
  /** Topics that Kafka compacts. */
  compacted: ReadonlySet<string>;
  /** What the partitioner makes of a record; with the default one it follows from the partition. */
  folderOf?: (record: KafkaRecord, line: string) => string;
}

interface SampleRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: string;
  readonly key: string;
  readonly value: string;
}

/** The real records of `tests/data` with the objects that the S3 sink writes of them; the last file of each is not full. */
export function healthy(): Fixture {
  const fixture: Fixture = {
    logs: readLogs(),
    objects: new Map(),
    committed: new Map(),
    schemas: readSchemas(),
    sinkConfig: { ...readConfig('sink.json'), 'flush.size': String(FLUSH_SIZE) },
    sourceConfig: readConfig('source.json'),
    userRules: NO_RULES,
    room: createKeyRoom(Infinity, () => Promise.reject(new Error('no folder'))),
    modified: new Date(),
    compacted: new Set(),
    settled: false,
    missing: new Set(),
  };
  writeObjects(fixture);
  return fixture;
}

/** Writes the objects of every partition anew, as the sink would from the first offset on. */
export function writeObjects(fixture: Fixture): void {
  fixture.objects.clear();
  const sink = planSink('order-sink', fixture.sinkConfig, ['order', 'customer']);
  for (const [place, { low, end, records }] of fixture.logs) {
    const [topic = '', partition = ''] = place.split('-');
    const delivered = records.filter(({ offset, value, aborted }) => offset >= low && value !== null && !aborted);
    for (const [folder, inFolder] of byFolder(fixture, delivered)) {
      for (let at = 0; at < inFolder.length; at += FLUSH_SIZE) {
        const rows = inFolder.slice(at, at + FLUSH_SIZE);
        const start = rows[0]?.offset ?? 0;
        const text = rows.map((record) => `${lineOf(fixture, record)}\n`).join('');
        const key = keyOf(sink, { topic, partition: Number(partition), start, folder });
        fixture.objects.set(key, sink.gzip ? gzipSync(text) : Buffer.from(text));
      }
    }
    fixture.committed.set(place, end);
  }
}

function byFolder(fixture: Fixture, records: readonly KafkaRecord[]): Map<string | undefined, KafkaRecord[]> {
  const folders = new Map<string | undefined, KafkaRecord[]>();
  for (const record of records) {
    const folder = fixture.folderOf?.(record, lineOf(fixture, record));
    folders.set(folder, [...(folders.get(folder) ?? []), record]);
  }
  return folders;
}

/** The line that the sink writes of a record. */
export function lineOf({ schemas }: Fixture, { value }: KafkaRecord): string {
  const hex = value?.toString('hex', 2, 18) ?? '';
  const codec = [...schemas].find(([id]) => id.replaceAll('-', '') === hex)?.[1].codec;
  return value && codec ? codec.toJson(codec.decode(value, 18)) : '';
}

/** The key of an object of a partition, counted from 0, negative from the end. */
export function objectKey({ objects }: Fixture, place: string, index: number): string {
  const [topic, partition] = place.split('-');
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(`topics/${topic}/partition=${partition}/`))
    .toSorted();
  const key = keys.at(index);
  if (key === undefined) throw new Error(`no object ${index} of ${place}`);
  return key;
}

/** Changes the lines of an object. */
export function editLines(fixture: Fixture, key: string, edit: (lines: string[]) => string[]): void {
  const lines = (fixture.objects.get(key)?.toString() ?? '').trimEnd().split('\n');
  fixture.objects.set(
    key,
    Buffer.from(
      edit(lines)
        .map((line) => `${line}\n`)
        .join(''),
    ),
  );
}

/** The log of a partition, which must exist. */
export function logOf({ logs }: Fixture, place: string): Log {
  const log = logs.get(place);
  if (!log) throw new Error(`no log ${place}`);
  return log;
}

/** Puts another value in the place of a record's, and writes no other object for it. */
export function replaceRecord(
  fixture: Fixture,
  place: string,
  change: Partial<KafkaRecord> & { offset: number },
): void {
  const log = logOf(fixture, place);
  log.records = log.records.map((record) => (record.offset === change.offset ? { ...record, ...change } : record));
}

export interface Answer {
  readonly faults: Fault[];
  readonly partitions: PartitionReport[];
  readonly notProvable: string[];
  readonly scanned: Scanned[];
  /** Faults of names and of committed offsets, which `faults` has too. */
  readonly log: FaultLog;
  readonly pipeline: Pipeline;
  readonly versions: (VersionUse & { readonly topic: string })[];
}

/** Asks everything that needs no running service. */
export async function ask(fixture: Fixture): Promise<Answer> {
  const files = [
    { path: '', name: 'order-source', config: fixture.sourceConfig },
    { path: '', name: 'order-sink', config: fixture.sinkConfig },
  ];
  const described = describePipeline([], { files, present: [], userRules: fixture.userRules });
  const pipeline = { ...described, missing: fixture.missing };
  const offsets = new Map(
    pipeline.topics.map((topic) => [
      topic,
      [0, 1, 2].map((partition) => {
        const { low, end, stable = end } = logOf(fixture, `${topic}-${partition}`);
        return { partition, low, high: stable, end };
      }),
    ]),
  );
  const { levels, circular } = orderTopics(pipeline.topics, pipeline.rules);
  const { rules, keys, notProvable, seal } = await prepareKeys(pipeline.rules, offsets, {
    circular,
    room: fixture.room,
  });
  const log = createFaultLog();
  const bucket = bucketOf(fixture);
  const listings = new Map<string, Listing>();
  for (const sink of pipeline.sinks) {
    for (const topic of sink.topics) listings.set(topic, await listTopicObjects(bucket, sink, topic, log.add));
  }
  const view = {
    listing: (_sink: string, topic: string) => listings.get(topic),
    committed: (_sink: string, place: string) => fixture.committed.get(place) ?? null,
    ends: offsets,
    at: new Date(),
    stray: [],
  };
  const answer: Answer = {
    faults: [],
    partitions: [],
    notProvable: [...pipeline.notProvable.map(({ what }) => what), ...notProvable],
    versions: [],
    scanned: [],
    log,
    pipeline,
  };
  const plan = {
    pipeline,
    sinks: pipeline.sinks,
    offsets,
    rules,
    keys,
    compacted: fixture.compacted,
    settled: fixture.settled,
  };
  const connections = { reader: readerOf(fixture), schemas: cacheOf(fixture), bucket, onRecords: () => undefined };
  for (const level of levels) {
    for (const topic of level) {
      const jobs = planJobs(topic, plan, { view, fault: log.add });
      for (const { job, result } of await scanBothWays(jobs, connections)) {
        answer.faults.push(...result.faults);
        answer.notProvable.push(...result.notProvable);
        answer.versions.push(...result.versions.map((version) => ({ topic, ...version })));
        answer.partitions.push(reportPartition({ job, result }));
        answer.scanned.push({ job, result });
      }
    }
    await seal(level);
  }
  return { ...answer, faults: [...log.list(), ...answer.faults] };
}

/** Whole and piece by piece, which must come to the same. */
async function scanBothWays(jobs: readonly ScanJob[], connections: Connections): Promise<Scanned[]> {
  const scan = (job: ScanJob) => scanPartition(job, connections);
  const whole = await runJobs({ scan, atOnce: 1, pieceRecords: Infinity }, jobs);
  const joined = await runJobs({ scan, atOnce: 1, pieceRecords: 2 * FLUSH_SIZE }, jobs);
  const timeless = ({ result }: Scanned) => ({ ...result, durationMs: 0 });
  assert.deepEqual(joined.map(timeless), whole.map(timeless));
  return whole;
}

function readLogs(): Map<string, Log> {
  const logs = new Map<string, Log>();
  for (const text of readFileSync(new URL('glue-records.jsonl', DATA), 'utf8').trim().split('\n')) {
    const sample: SampleRecord = JSON.parse(text);
    const place = `${sample.topic}-${sample.partition}`;
    const log = logs.get(place) ?? { low: 0, end: 0, records: [] };
    const offset = Number(sample.offset);
    const value = Buffer.from(sample.value, 'base64');
    const key = Buffer.from(sample.key);
    log.records.push({ offset, timestamp: Number(sample.timestamp), key, value, aborted: false });
    log.end = offset + 1;
    logs.set(place, log);
  }
  return logs;
}

interface SampleSchema {
  readonly schemaVersionId: string;
  readonly schemaName: string;
  readonly registryName: string;
  readonly definition: object;
}

function readSchemas(): Map<string, KnownSchema> {
  const samples: SampleSchema[] = JSON.parse(readFileSync(new URL('glue-schemas.json', DATA), 'utf8'));
  return new Map(
    samples.map(({ schemaVersionId: id, schemaName: schema, registryName: registry, definition }) => {
      const text = JSON.stringify(definition);
      const version = { id, registry, schema, version: 1, status: 'AVAILABLE', definition: text };
      return [id, { version, codec: compileAvro(text), problem: undefined }];
    }),
  );
}

function readConfig(name: string): Record<string, string> {
  return JSON.parse(readFileSync(new URL(`../../configs/${name}`, import.meta.url), 'utf8')).config;
}

function cacheOf({ schemas }: Fixture): SchemaCache {
  const unknown: KnownSchema = { version: undefined, codec: undefined, problem: 'the registry does not have it' };
  return { get: (id) => schemas.get(id), load: async (id) => schemas.get(id) ?? unknown };
}

function readerOf(fixture: Fixture) {
  return {
    fetch: async ({ topic, partition, offset, isolation }: Position) => {
      const log = logOf(fixture, `${topic}-${partition}`);
      const end = isolation === 'read_uncommitted' ? log.end : (log.stable ?? log.end);
      const batch = log.records
        .filter((record) => record.offset >= offset && record.offset < end)
        .slice(0, FETCH_RECORDS);
      const nextOffset = Math.max(offset, (batch.at(-1)?.offset ?? end - 1) + 1);
      const isUndecided = isolation === 'read_uncommitted';
      const seen = batch.map((record) => ({ ...record, aborted: record.aborted || isUndecided }));
      return { records: recordSetOf(seen), nextOffset, bytes: 0, end };
    },
  };
}

function recordSetOf(records: readonly KafkaRecord[]): RecordSet {
  const open = () => {
    let index = -1;
    const record = () => records[index] ?? { offset: -1, timestamp: 0, key: null, value: null, aborted: false };
    return {
      next: () => (index += 1) < records.length,
      copy: record,
      get offset() {
        return record().offset;
      },
      get timestamp() {
        return record().timestamp;
      },
      get key() {
        return record().key;
      },
      get value() {
        return record().value;
      },
      get aborted() {
        return record().aborted;
      },
      get bytes() {
        return record().value ?? Buffer.alloc(0);
      },
      valueAt: 0,
      get valueEnd() {
        return record().value?.length ?? -1;
      },
    };
  };
  return { open, [Symbol.iterator]: () => records.values() };
}

function bucketOf({ objects, modified }: Fixture): Bucket {
  return {
    name: BUCKET,
    list: async function* list(prefix) {
      for (const key of [...objects.keys()].toSorted()) {
        const bytes = objects.get(key)?.length ?? 0;
        if (key.startsWith(prefix)) yield { bucket: BUCKET, key, bytes, modified };
      }
    },
    read: async (key) => {
      const object = objects.get(key);
      return object && Readable.from([object.subarray(0, 100), object.subarray(100)]);
    },
    close: () => undefined,
  };
}
