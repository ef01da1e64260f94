/** What the scan of a partition counts as it goes. */
export interface Tally {
  records: number;
  decoded: number;
  tombstones: number;
  aborted: number;
  ruled: number;
  objects: number;
  lines: number;
  /** Lines of records that compaction has removed since. */
  removed: number;
  bytes: number;
  pending: number;
  pendingSince: number | null;
  /** The most of them that go into one object. */
  pendingTogether: number;
  /** Counted only when the pipeline stands still. */
  uncommitted: number;
}

export function createTally(): Tally {
  return {
    records: 0,
    decoded: 0,
    tombstones: 0,
    aborted: 0,
    ruled: 0,
    objects: 0,
    lines: 0,
    removed: 0,
    bytes: 0,
    pending: 0,
    pendingSince: null,
    pendingTogether: 0,
    uncommitted: 0,
  };
}
