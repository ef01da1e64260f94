import type { Admin } from 'kafkajs';
import { askKafka } from './ask-kafka.ts';
import type { PartitionOffsets } from '../topics.ts';

/** Offsets of one partition: where the log began and ended, in this order of asking. */
export type Offsets = ReadonlyMap<string, readonly PartitionOffsets[]>;

/**
 * The ends of topics, one level after the other. A level that refers comes before what it refers to: whatever a record
 * before its end refers to was acknowledged before it, so it lies before the end that is asked for later.
 */
export async function readOffsets(admin: Admin, levels: readonly (readonly string[])[]): Promise<Offsets> {
  const offsets = new Map<string, PartitionOffsets[]>();
  // One after the other: side by side, kafkajs loses the metadata of one topic while it refreshes that of another.
  for (const topic of levels.toReversed().flat()) {
    const found = await askKafka(`the ends of \`${topic}\``, () => admin.fetchTopicOffsets(topic));
    offsets.set(topic, parse(found));
  }
  return offsets;
}

function parse(offsets: Awaited<ReturnType<Admin['fetchTopicOffsets']>>): PartitionOffsets[] {
  return offsets
    .map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
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
