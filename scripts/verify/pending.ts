import type { FaultSink } from './faults.ts';
import type { ExpectedLine } from './record-judge.ts';
import type { ScanJob } from './scan-job.ts';
import type { Tally } from './tally.ts';

/** The records of a snapshot that are not in S3. */
export interface Pending {
  /** Takes one of them, and into which object's folder it goes. */
  add(line: ExpectedLine, folder?: string): void;
  /** Takes one that is in S3: it should be committed, unless one before it is pending. */
  hold(line: ExpectedLine): void;
  /** Offset of the first. */
  first(): number | undefined;
  /** Counts them, and reports those that the sink has committed. */
  report(tally: Tally, fault: FaultSink): void;
}

/** Collects what is pending; lines behind the snapshot are not its business. */
export function createPending({ topic, partition, high, committed, settled, low }: ScanJob): Pending {
  const perFolder = new Map<string, number>();
  const ahead = { offset: Infinity, count: 0 };
  let since: number | null = null;
  let first = Infinity;
  let count = 0;
  let uncommitted = 0;
  return {
    add: ({ offset, timestamp }, folder = '') => {
      if (offset >= high) return;
      count += 1;
      perFolder.set(folder, (perFolder.get(folder) ?? 0) + 1);
      first = Math.min(first, offset);
      since = Math.min(since ?? timestamp, timestamp);
      if (committed === null || offset >= committed) return;
      ahead.count += 1;
      ahead.offset = Math.min(ahead.offset, offset);
    },
    hold: ({ offset }) => {
      if (settled && offset < high && offset < first && offset >= Math.max(low, committed ?? low)) uncommitted += 1;
    },
    first: () => (count > 0 ? first : undefined),
    report: (tally, fault) => {
      tally.pending += count;
      tally.pendingSince = since;
      tally.pendingTogether = [...perFolder.values()].reduce((most, each) => Math.max(most, each), 0);
      tally.uncommitted += uncommitted;
      if (ahead.count === 0) return;
      const expected = `committed ${ahead.offset} at most, as far as S3 goes`;
      fault('committed-ahead', { topic, partition, ...ahead, expected, found: `committed ${committed}` });
    },
  };
}
