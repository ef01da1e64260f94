import type { Settings } from '../configs/settings.ts';
import { glueClient, kafkaClient } from './clients.ts';
import { defaultRegion, readConnectorFiles } from './connector-files.ts';
import { WorkflowError } from './lib/errors.ts';
import { takeFirst } from './lib/take.ts';
import type { KafkaRecord } from './records/batch.ts';
import { type DecodedValue, decodeValue } from './records/value.ts';
import { notReachable, openRecordReader, type RecordReader } from './records.ts';
import { createSchemaCache } from './schemas.ts';

export interface PartitionOffsets {
  readonly partition: number;
  /** First offset that retention has left. */
  readonly low: number;
  /** End of what a `read_committed` consumer may see. */
  readonly high: number;
}

export interface Topic {
  readonly name: string;
  readonly partitions: readonly PartitionOffsets[];
}

/** A record with its value decoded. */
export interface TopicRecord extends DecodedValue {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
}

export interface ReadOptions {
  /** First offset in every partition; the first one there is by default. */
  readonly from?: number;
  /** How many records at most. */
  readonly max?: number;
  /** Goes on when the end is reached, until `signal` says so. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

/** Every topic but Kafka's own (`__…`), sorted by name. Throws when Kafka does not answer. */
export async function listTopics(settings: Settings): Promise<Topic[]> {
  const admin = (await kafkaClient(settings)).admin();
  try {
    await admin.connect();
    const names = (await admin.listTopics()).filter((name) => !name.startsWith('__')).toSorted();
    const topics: Topic[] = [];
    // One after the other: side by side, kafkajs loses the metadata of one topic while it refreshes that of another.
    for (const name of names) topics.push(parse(name, await admin.fetchTopicOffsets(name)));
    return topics;
  } catch (cause) {
    throw notReachable(settings, cause);
  } finally {
    await admin.disconnect();
  }
}

interface RawOffsets {
  readonly partition: number;
  readonly low: string;
  readonly high: string;
}

function parse(name: string, offsets: readonly RawOffsets[]): Topic {
  const partitions = offsets
    .map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
    .toSorted((a, b) => a.partition - b.partition);
  return { name, partitions };
}

/**
 * The records of a topic, decoded, in the order of the offsets of each partition; the partitions take turns. Ends at
 * what was the end at the start, unless `follow`.
 */
export async function* readTopic(
  settings: Settings,
  topic: string,
  { from = 0, max = Infinity, follow = false, signal }: ReadOptions = {},
): AsyncIterable<TopicRecord> {
  const { partitions } = await findTopic(settings, topic);
  const glue = await glueClient(settings, defaultRegion(await readConnectorFiles(settings)));
  const schemas = createSchemaCache(glue);
  const reader = await openRecordReader(settings, [topic]);
  try {
    const turns = takeTurns(reader, { topic, partitions, from, follow, signal });
    for await (const { partition, record } of takeFirst(turns, max)) {
      const { offset, timestamp, key } = record;
      const value = await decodeValue(record.value, schemas);
      yield { topic, partition, offset, timestamp, key: key && key.toString(), ...value };
    }
  } finally {
    await reader.close();
    glue.destroy();
  }
}

async function findTopic(settings: Settings, topic: string): Promise<Topic> {
  const topics = await listTopics(settings);
  const found = topics.find(({ name }) => name === topic);
  if (found) return found;
  throw new WorkflowError(`No topic \`${topic}\`, only ${topics.map(({ name }) => `\`${name}\``).join(', ')}`, {
    hint: 'List the topics with `npx just topics:list`.',
    exitCode: 2,
  });
}

interface Turns extends Omit<ReadOptions, 'max'> {
  readonly topic: string;
  readonly partitions: readonly PartitionOffsets[];
  readonly from: number;
}

async function* takeTurns(
  reader: RecordReader,
  { topic, partitions, from, follow, signal }: Turns,
): AsyncIterable<{ partition: number; record: KafkaRecord }> {
  let open = partitions.map(({ partition, low, high }) => ({
    partition,
    offset: Math.max(from, low),
    end: follow ? Infinity : high,
  }));
  while (open.length > 0) {
    for (const place of open) {
      if (signal?.aborted) return;
      if (place.offset >= place.end) continue;
      const { records, nextOffset } = await reader.fetch({ topic, ...place });
      place.offset = nextOffset;
      for (const record of records) {
        if (!record.aborted && record.offset < place.end) yield { partition: place.partition, record };
      }
    }
    open = open.filter(({ offset, end }) => offset < end);
  }
}
