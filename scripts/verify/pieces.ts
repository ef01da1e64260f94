import type { ScanJob, ScanResult } from './scan-job.ts';
import type { Tally } from './tally.ts';

/** What a piece came to, and when it was scanned, in ms. */
export interface Run {
  readonly result: ScanResult;
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a large partition where objects begin, so that threads can share it; a piece has `pieceRecords` offsets or more. To
 * each the log seems to end where the next one begins, so only what the sink has committed is cut, and no compacted
 * partition, whose objects hold more than its log.
 */
export function cutJob(job: ScanJob, pieceRecords: number): ScanJob[] {
  const { committed, compacted, starts, high } = job;
  const limit = Math.min(committed ?? 0, high - 1);
  const pieces: ScanJob[] = [];
  let [rest, first] = [job, 0];
  for (const [index, start] of compacted ? [] : starts.entries()) {
    if (start < rest.low + pieceRecords || start > limit) continue;
    const end = { high: start, logEnd: start, heldBack: 0, committed: start };
    pieces.push({ ...rest, ...end, starts: starts.slice(first, index) });
    rest = { ...rest, low: start };
    first = index;
  }
  return pieces.length === 0 ? [job] : [...pieces, { ...rest, starts: starts.slice(first) }];
}

/**
 * Puts the results of a job's pieces together; `undefined` when anything is odd, for then only the whole job can tell
 * what it is: a line too many may be the first of the next piece.
 */
export function joinPieces(pieces: readonly ScanJob[], runs: readonly Run[]): ScanResult | undefined {
  const results = runs.map(({ result }) => result);
  const last = results.at(-1);
  if (results.length <= 1 || !last) return last;
  const isOdd = results.some(({ end, tally, faults, notProvable }, index) => {
    const next = pieces[index + 1];
    const isOpen = next !== undefined && (end > next.low || tally.pending > 0);
    return isOpen || faults.length > 0 || notProvable.length > 0;
  });
  if (isOdd) return undefined;
  const versions = new Map(results.toReversed().flatMap((result) => result.versions.map((it) => [it.number, it])));
  return {
    ...last,
    tally: results.map(({ tally }) => tally).reduce(addTallies),
    durationMs: Math.round(Math.max(...runs.map(({ to }) => to)) - Math.min(...runs.map(({ from }) => from))),
    versions: [...versions.values()],
  };
}

/** What is pending or uncommitted is so in the last piece only. */
function addTallies(sum: Tally, next: Tally): Tally {
  return {
    ...next,
    records: sum.records + next.records,
    decoded: sum.decoded + next.decoded,
    tombstones: sum.tombstones + next.tombstones,
    aborted: sum.aborted + next.aborted,
    ruled: sum.ruled + next.ruled,
    objects: sum.objects + next.objects,
    lines: sum.lines + next.lines,
    removed: sum.removed + next.removed,
    bytes: sum.bytes + next.bytes,
  };
}
