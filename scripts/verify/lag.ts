import type { FaultSink } from './faults.ts';
import type { ExpectedLines } from './join-state.ts';
import type { PartitionReport, Waiting } from './report.ts';

interface Place {
  readonly low: number;
  /** End of the snapshot. */
  readonly high: number;
  /** `null` before the first commit. */
  readonly committed: number | null;
}

/** The sink commits at the worker's 60 s tick at the latest. */
export const COMMIT_DUE_MS = 75_000;

/**
 * Offsets between what a sink's group has committed and the end of the snapshot, as a consumer group's lag is counted:
 * transaction markers and whatever else is never delivered count too. The sink may have gone on since the snapshot.
 */
export function lagOf({ low, high, committed }: Place): number {
  return Math.max(0, high - Math.max(low, committed ?? low));
}

/** How many records of the snapshot are in S3 and not committed yet. Leaves the records anywhere. */
export async function countUncommitted(
  expected: ExpectedLines,
  { low, high, committed, covered }: Place & { readonly covered: number },
): Promise<number> {
  const end = Math.min(covered, high);
  const start = Math.max(low, committed ?? low);
  if (start >= end) return 0;
  let count = 0;
  expected.seek(start);
  for (; await expected.fill(); expected.skip()) {
    const record = expected.peek();
    if (!record || record.offset >= end) break;
    if (!record.optional) count += 1;
  }
  return count;
}

/** Partitions of which records are in S3 and not committed, although nothing new comes: the commit can be waited for. */
export function findUncommitted(partitions: readonly PartitionReport[]): Waiting[] {
  return partitions.flatMap(({ topic, partition, sink, uncommitted, pending }) =>
    uncommitted > 0 && sink !== null ? [{ topic, partition, sink, pending, uncommitted }] : [],
  );
}

/** Of a pipeline that has stood still for long: a sink that does not commit what it wrote would write it again. */
export function checkLag(partitions: readonly PartitionReport[], fault: FaultSink): void {
  for (const { topic, partition, sink, committed, low, uncommitted, lag } of partitions) {
    if (uncommitted === 0 || sink === null) continue;
    fault('lag-unexplained', {
      topic,
      partition,
      connector: sink,
      offset: committed ?? low,
      count: uncommitted,
      expected: 'everything in S3 to be committed',
      found: `a lag of ${lag}, ${uncommitted} of it records that are in S3`,
    });
  }
}
