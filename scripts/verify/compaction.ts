import type { Admin } from 'kafkajs';
import { loadKafka } from '../lib/packages.ts';
import { askKafka } from './ask-kafka.ts';
import type { JoinOptions, JoinState, OpenObject } from './join-state.ts';
import type { ExpectedLine } from './record-judge.ts';
import type { PartitionReport } from './report.ts';
import { isSameLine } from './same-line.ts';

const NOT_ALLOWED = 'TOPIC_AUTHORIZATION_FAILED';

/** Those of the topics that Kafka compacts; none where nobody may ask. */
export async function readCompacted(admin: Admin, topics: readonly string[]): Promise<ReadonlySet<string>> {
  if (topics.length === 0) return new Set();
  const { ConfigResourceTypes } = loadKafka();
  const resources = topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: ['cleanup.policy'] }));
  const described = await askKafka('which topics it compacts', () =>
    admin.describeConfigs({ resources, includeSynonyms: false }).catch((cause: unknown) => {
      if (cause instanceof Error && Reflect.get(cause, 'type') === NOT_ALLOWED) return undefined;
      throw cause;
    }),
  );
  const compacted = described?.resources.filter(({ configEntries }) =>
    configEntries.some(({ configValue }) => configValue.includes('compact')),
  );
  return new Set(compacted?.map(({ resourceName }) => resourceName));
}

interface Next {
  readonly open: OpenObject;
  readonly record: ExpectedLine;
  readonly state: JoinState;
  readonly options: JoinOptions;
}

/**
 * How many of the next lines can only be those of records that compaction removed after the sink had written them: there
 * are no more of them than offsets before the record, and behind them its own line comes or the object ends.
 */
export async function countRemoved({ open, record, state, options }: Next): Promise<number> {
  const { cursor } = open.lines;
  const end = open.end ?? Infinity;
  const hole = options.compacted ? Math.min(record.offset, end) - state.covered : 0;
  if (hole <= 0) return 0;
  await cursor.fill(hole + 1);
  for (let count = 0; count <= hole; count += 1) {
    const line = cursor.peek(count);
    if (line === undefined) return record.offset >= end ? count : 0;
    if (record.offset < end && record.line !== undefined && isSameLine(record.line, line)) return count;
  }
  return record.offset >= end ? hole : 0;
}

/** Whether the record that an object is named after was removed. Leaves the records anywhere. */
export async function isRemoved(offset: number, { compacted, expected }: JoinOptions): Promise<boolean> {
  if (!compacted) return false;
  expected.seek(offset);
  return (await expected.fill()) && expected.peek()?.offset !== offset;
}

/** Sentences on lines that nothing could be held against. */
export function describeRemoved(partitions: readonly PartitionReport[]): string[] {
  return partitions
    .filter(({ removed }) => removed > 0)
    .map(({ topic, partition, removed }) => {
      const lines = removed === 1 ? '1 line' : `${removed} lines`;
      return `${lines} of ${topic}-${partition} stand for records that compaction has removed since: only counted`;
    });
}
