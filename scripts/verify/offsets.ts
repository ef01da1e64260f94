import type { FaultSink } from './faults.ts';

/** The sink commits at the worker's 60 s tick at the latest; a second one may be on its way. */
const COMMIT_DUE_MS = 150_000;

export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  /** End of the log after the offset was read. */
  readonly logEnd: number;
  readonly committed: number | null;
  /** When the oldest object was written; `undefined` when there is none. */
  readonly oldestObject: Date | undefined;
  readonly now: Date;
}

/** Whether a committed offset is possible at all; whether S3 holds what it promises is found by the scan. */
export function checkCommitted(offset: CommittedOffset, fault: FaultSink): void {
  const { topic, partition, low, logEnd, committed, oldestObject, now } = offset;
  const place = { topic, partition };
  if (committed === null) {
    const ageMs = oldestObject ? now.getTime() - oldestObject.getTime() : 0;
    if (ageMs > COMMIT_DUE_MS) fault('committed-missing', { ...place, expected: 'a committed offset', found: 'none' });
  } else if (committed > logEnd) {
    const found = `committed ${committed}`;
    fault('committed-beyond-end', { ...place, offset: logEnd, expected: `${logEnd} at most`, found });
  } else if (committed < low) {
    const found = `committed ${committed}`;
    fault('committed-below-low', { ...place, offset: committed, expected: `${low} at least`, found });
  }
}
