import { encodeRecord } from '../../../glue/record.ts';
import { loadKafka } from '../../../scripts/lib/packages.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { openRecordReader } from '../../../scripts/records.ts';
import { type Connector, sink } from './connectors.ts';
import { listKeys } from './objects.ts';
import { EVOLVED_SCHEMA, evolvedValue, ROW_SCHEMA, rowBody, rowValue } from './rows.ts';
import { addVersion, createSchema } from './schemas.ts';
import { keyed, produce, type Stage, trim } from './stage.ts';

/** A healthy topic that is not as plain as the others: verify must find nothing wrong. */
export interface Variant {
  /** Of the topic and of its schema. */
  readonly name: string;
  readonly title: string;
  /** Takes long: only the soak does it. */
  readonly soak?: boolean;
  /** One unless it says so. */
  readonly partitions?: number;
  /** Settings of the topic. */
  readonly topic?: Readonly<Record<string, string>>;
  /** Settings of its sink; without any it shares one with the others. */
  readonly sink?: Readonly<Record<string, string>>;
  readonly write: (stage: Stage, place: Place) => Promise<void>;
  /** Done once the sink has written everything. */
  readonly after?: (stage: Stage, topic: string) => Promise<void>;
  readonly objects: number;
  /** How many lines of them verify must compare. */
  readonly lines: number;
}

interface Place {
  readonly topic: string;
  readonly versionId: string;
}

const row = (versionId: string, index: number) => rowValue(versionId, { partition: 0, index });

function rows(versionId: string, from: number, to: number): Buffer[] {
  return Array.from({ length: to - from }, (_, index) => row(versionId, from + index));
}

const writeRows: Variant['write'] = (stage, { topic, versionId }) =>
  produce(stage, topic, { messages: keyed(rows(versionId, 0, 30)) });

async function inTransactions(stage: Stage, { topic, versionId }: Place): Promise<void> {
  const producer = stage.kafka.producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    for (const [index, isCommitted] of [true, false, true, false, true].entries()) {
      const transaction = await producer.transaction();
      const messages = keyed(rows(versionId, index * 10, index * 10 + 10)).map((message) => ({
        ...message,
        partition: 0,
      }));
      await transaction.send({ topic, messages });
      await (isCommitted ? transaction.commit() : transaction.abort());
    }
  } finally {
    await producer.disconnect();
  }
}

const COMPACTED = {
  'cleanup.policy': 'compact',
  'segment.ms': '1000',
  'min.cleanable.dirty.ratio': '0.01',
  'max.compaction.lag.ms': '1',
};
const HOUR_MS = 3_600_000;

/** Three segments by their timestamps: the second repeats half of the keys of the first, the third is still open. */
async function writeToCompact(stage: Stage, { topic, versionId }: Place): Promise<void> {
  const now = Date.now();
  const segments = [
    { from: 0, keys: 0, age: 2 * HOUR_MS },
    { from: 20, keys: 10, age: HOUR_MS },
    { from: 40, keys: 40, age: 0 },
  ];
  for (const { from, keys, age } of segments) {
    const messages = keyed(rows(versionId, from, from + 20), keys);
    await produce(stage, topic, { messages: messages.map((each) => ({ ...each, timestamp: String(now - age) })) });
  }
}

/** Waits until the cleaner has left holes. */
async function reachHoles({ settings }: Stage, topic: string): Promise<void> {
  const reader = await openRecordReader(settings, [topic]);
  try {
    const hasHoles = async () => {
      const { records } = await reader.fetch({ topic, partition: 0, offset: 0 });
      return [...records][10]?.offset === 20 || undefined;
    };
    await waitFor(`holes in ${topic}`, hasHoles, { timeoutMs: 300_000, intervalMs: 500 });
  } finally {
    await reader.close();
  }
}

/** Has Kafka compact a topic from now on, and waits until it has. */
async function compact(stage: Stage, topic: string): Promise<void> {
  const configEntries = Object.entries(COMPACTED).map(([name, value]) => ({ name, value }));
  const { ConfigResourceTypes } = loadKafka();
  const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }];
  await stage.admin.alterConfigs({ validateOnly: false, resources });
  await reachHoles(stage, topic);
}

const LARGE_BYTES = 10 * 1024 * 1024;
const PARTITIONS = 200;

const compressed = (codec: string): Variant => ({
  name: `batches-${codec}`,
  title: `record batches compressed with ${codec}`,
  topic: { 'compression.type': codec },
  write: writeRows,
  objects: 3,
  lines: 30,
});

/** Every healthy variant. */
export const VARIANTS: readonly Variant[] = [
  { name: 'undamaged', title: 'an undamaged topic', write: writeRows, objects: 3, lines: 30 },
  {
    name: 'zlib-records',
    title: 'records that the serializer compressed, between others that it did not',
    write: (stage, { topic, versionId }) => {
      const values = rows(versionId, 0, 30).map((value, index) =>
        index % 3 === 0 ? value : encodeRecord(versionId, rowBody(0, index), { compression: 'zlib' }),
      );
      return produce(stage, topic, { messages: keyed(values) });
    },
    objects: 3,
    lines: 30,
  },
  {
    name: 'evolved',
    title: 'an evolved schema with records of both versions',
    write: async (stage, { topic, versionId }) => {
      const latestId = await addVersion(stage.glue, { schema: topic, definition: EVOLVED_SCHEMA });
      const values = Array.from({ length: 30 }, (_, index) =>
        index % 2 === 0 ? row(versionId, index) : evolvedValue(latestId, { partition: 0, index }),
      );
      await produce(stage, topic, { messages: keyed(values) });
    },
    objects: 3,
    lines: 30,
  },
  {
    name: 'aborted',
    title: 'aborted transactions, with a sink that reads what is not committed',
    write: inTransactions,
    objects: 5,
    lines: 50,
  },
  {
    name: 'aborted-left-out',
    title: 'aborted transactions, with a sink that leaves them out',
    sink: { 'consumer.override.isolation.level': 'read_committed' },
    write: inTransactions,
    objects: 3,
    lines: 30,
  },
  {
    name: 'tombstones',
    title: 'tombstones that the sink is told to ignore',
    sink: { 'behavior.on.null.values': 'ignore' },
    write: (stage, { topic, versionId }) => {
      const values = rows(versionId, 0, 40).map((value, index) => (index % 4 === 1 ? null : value));
      return produce(stage, topic, { messages: keyed(values) });
    },
    objects: 3,
    lines: 30,
  },
  {
    name: 'gzip-objects',
    title: 'objects that the sink is told to compress',
    sink: { 's3.compression.type': 'gzip' },
    write: writeRows,
    objects: 3,
    lines: 30,
  },
  compressed('gzip'),
  compressed('snappy'),
  compressed('lz4'),
  compressed('zstd'),
  { name: 'empty', title: 'an empty topic beside others', write: async () => undefined, objects: 0, lines: 0 },
  {
    name: 'trimmed',
    title: 'retention removed records that are in S3, up to the middle of an object',
    write: writeRows,
    after: (stage, topic) => trim(stage, topic, 15),
    objects: 3,
    lines: 15,
  },
  {
    name: 'compacted',
    title: 'a compacted topic, read by the sink after the cleaner left holes',
    soak: true,
    topic: COMPACTED,
    sink: {},
    write: async (stage, place) => {
      await writeToCompact(stage, place);
      await reachHoles(stage, place.topic);
    },
    objects: 5,
    lines: 50,
  },
  {
    name: 'compacted-later',
    title: 'a compacted topic, of which the cleaner removed what the sink had written before',
    soak: true,
    topic: { 'segment.ms': COMPACTED['segment.ms'] },
    sink: {},
    write: writeToCompact,
    after: compact,
    objects: 6,
    lines: 50,
  },
  {
    name: 'large-records',
    title: 'records of 10 MB',
    soak: true,
    topic: { 'max.message.bytes': String(LARGE_BYTES * 1.1) },
    sink: { 'flush.size': '1' },
    write: async (stage, { topic, versionId }) => {
      for (const index of [0, 1, 2]) {
        const value = encodeRecord(versionId, rowBody(0, index, String(index).repeat(LARGE_BYTES)));
        await produce(stage, topic, { messages: keyed([value], index) });
      }
    },
    objects: 3,
    lines: 3,
  },
  {
    name: 'wide',
    title: `a topic of ${PARTITIONS} partitions`,
    soak: true,
    partitions: PARTITIONS,
    sink: { 'flush.size': '3' },
    write: async (stage, { topic, versionId }) => {
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        const values = [0, 1, 2].map((index) => rowValue(versionId, { partition, index }));
        await produce(stage, topic, { partition, messages: keyed(values) });
      }
    },
    objects: PARTITIONS,
    lines: 3 * PARTITIONS,
  },
];

const SHARED = 'healthy-sink';

/** The sinks of the variants. */
export function sinksOf(variants: readonly Variant[]): Connector[] {
  const shared = variants.filter((variant) => !variant.sink).map(({ name }) => name);
  const own = variants.filter((variant) => variant.sink);
  return [sink(SHARED, shared), ...own.map((variant) => sink(`${variant.name}-sink`, [variant.name], variant.sink))];
}

/** The sink that reads a variant. */
export function sinkNameOf({ name, sink: own }: Variant): string {
  return own ? `${name}-sink` : SHARED;
}

/** Waits until every line of a variant is in S3, then does what is to be done after that. */
export async function reachWritten(stage: Stage, variant: Variant): Promise<void> {
  const { name: topic, after } = variant;
  const prefix = `damages/${sinkNameOf(variant)}/${topic}/`;
  const isWritten = async () => (await listKeys(stage.s3, prefix)).length >= variant.objects || undefined;
  await waitFor(`the objects of ${topic}`, isWritten, { timeoutMs: 120_000, intervalMs: 300 });
  await after?.(stage, topic);
}

/** Creates the topic of a variant with its schema and writes what makes it one. */
export async function writeVariant(stage: Stage, variant: Variant): Promise<Place> {
  const { name: topic, topic: config = {}, partitions: numPartitions = 1, write } = variant;
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  await stage.admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: 3, configEntries }] });
  const versionId = await createSchema(stage.glue, { schema: topic, definition: ROW_SCHEMA });
  await write(stage, { topic, versionId });
  return { topic, versionId };
}
