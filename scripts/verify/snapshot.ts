import type { Admin } from 'kafkajs';
import { askKafka } from './ask-kafka.ts';
import type { LogEnds } from './log-ends.ts';
import type { PartitionOffsets } from '../topics.ts';

/** A partition at one moment. */
export interface PartitionEnds extends PartitionOffsets {
  /** End of the log: beyond `high` it holds records of open transactions, and what came after them. */
  readonly end: number;
}

/** By topic. */
export type Offsets = ReadonlyMap<string, readonly PartitionEnds[]>;

/** What offsets are read with. */
export interface OffsetSource {
  readonly admin: Admin;
  readonly logEnds: Pick<LogEnds, 'read'>;
}

/**
 * The ends of topics, one level after the other. A level that refers comes before what it refers to: whatever a record
 * before its end refers to was acknowledged before it, so it lies before the end that is asked for later.
 */
export async function readOffsets(
  { admin, logEnds }: OffsetSource,
  levels: readonly (readonly string[])[],
): Promise<Offsets> {
  const offsets = new Map<string, PartitionEnds[]>();
  // One after the other: side by side, kafkajs loses the metadata of one topic while it refreshes that of another.
  for (const topic of levels.toReversed().flat()) {
    // First of all, or what is written between the two questions would look like an open transaction.
    const ends = await logEnds.read(topic);
    const found = await askKafka(`the ends of \`${topic}\``, () => admin.fetchTopicOffsets(topic));
    offsets.set(topic, parse(found, ends));
  }
  return offsets;
}

type Found = Awaited<ReturnType<Admin['fetchTopicOffsets']>>;

function parse(offsets: Found, ends: ReadonlyMap<number, number>): PartitionEnds[] {
  return offsets
    .map((found) => {
      const [low, high] = [Number(found.low), Number(found.high)];
      return { partition: found.partition, low, high, end: Math.max(high, ends.get(found.partition) ?? high) };
    })
    .toSorted((a, b) => a.partition - b.partition);
}

interface Group {
  readonly group: string;
  readonly topics: readonly string[];
}

/** Committed offsets by `topic-partition`; what the group never committed is not there. */
export async function readCommitted(admin: Admin, { group, topics }: Group): Promise<ReadonlyMap<string, number>> {
  const committed = await askKafka(`what ${group} has committed`, () =>
    admin.fetchOffsets({ groupId: group, topics: [...topics] }),
  );
  return new Map(
    committed.flatMap(({ topic, partitions }) =>
      partitions
        .filter(({ offset }) => Number(offset) >= 0)
        .map(({ partition, offset }): [string, number] => [`${topic}-${partition}`, Number(offset)]),
    ),
  );
}
