import { formatDuration } from '../lib/format.ts';

/** A terminal shows no more than this. */
const SHOW_EVERY_MS = 100;
/** Before this a rate says nothing. */
const WARM_UP_MS = 1000;

/** How far the reading of records has come. */
export interface ScanProgress {
  /** Begins to count anew, with so many records to read. */
  begin(records: number): void;
  add(records: number): void;
}

/** Makes lines of it: how much of how much, how fast, and how long it will take. */
export function createScanProgress(show: (text: string) => void, now: () => number = Date.now): ScanProgress {
  let start = now();
  let shown = 0;
  let total = 0;
  let read = 0;
  return {
    begin: (records) => {
      start = now();
      [total, read] = [records, 0];
    },
    add: (records) => {
      read += records;
      if (read === 0 || now() - shown < SHOW_EVERY_MS) return;
      shown = now();
      show(describeProgress({ read, total, elapsedMs: shown - start }));
    },
  };
}

interface Counts {
  readonly read: number;
  readonly total: number;
  readonly elapsedMs: number;
}

function describeProgress({ read, total, elapsedMs }: Counts): string {
  const perMs = read / Math.max(1, elapsedMs);
  const percent = Math.floor((read / total) * 100);
  // A damage may make a part be read twice, and the log may have grown.
  const done = read <= total ? ` of ${total} (${percent}%)` : '';
  const left = read <= total && elapsedMs >= WARM_UP_MS ? `, ${formatDuration((total - read) / perMs)} left` : '';
  return `Read ${read}${done} records, ${Math.round(perMs * 1000)} a second${left}`;
}
