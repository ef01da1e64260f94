import type { ExitCode } from '../lib/errors.ts';
import { FAULTS, type Fault, type FaultKind, type Question } from './faults.ts';
import type { Reading } from './what-to-read.ts';

/** Grows when a member changes its meaning or goes; not when one is added. */
export const REPORT_VERSION = 1;

/** What was counted and compared in one partition of one topic for one sink. */
export interface PartitionReport {
  readonly topic: string;
  readonly partition: number;
  /** The sink whose objects were compared; `null` when no sink reads the topic. */
  readonly sink: string | null;
  /** Offsets `[low, high)` of the snapshot. */
  readonly low: number;
  readonly high: number;
  /** Offsets behind `high` that an open transaction held back. */
  readonly heldBack: number;
  /** Records in the snapshot, without aborted ones. */
  readonly records: number;
  readonly decoded: number;
  readonly tombstones: number;
  readonly aborted: number;
  /** References and values that were held against a rule. */
  readonly ruled: number;
  readonly objects: number;
  /** Objects that lie below `low` or began after the snapshot: only their names were judged. */
  readonly objectsOutside: number;
  readonly lines: number;
  /** Lines of records that compaction has removed since: nothing could be held against them. */
  readonly removed: number;
  /** Bytes of lines read from S3. */
  readonly bytes: number;
  /** End of what S3 covers without a gap from `low` on. */
  readonly end: number;
  /** Committed offset of the sink's group, `null` when there is none. */
  readonly committed: number | null;
  /** Records of the snapshot that were not in S3 yet. */
  readonly pending: number;
  /** Milliseconds since 1970 of the oldest pending record, `null` without one. */
  readonly pendingSince: number | null;
  /** The most of them that go into one object; all of them with the default partitioner. */
  readonly pendingTogether: number;
  /** Offsets between the committed one and `high`; `null` when no sink reads the topic. */
  readonly lag: number | null;
  /** Records in S3 that are not committed; counted with `--settle` only. */
  readonly uncommitted: number;
  /** How long it was read, in ms; partitions are read side by side. */
  readonly durationMs: number;
}

/** A fault with all that is known of its kind. */
export type ReportedFault = Fault & (typeof FAULTS)[FaultKind];

/** What had not reached S3, or was not committed there, when verify gave up waiting. */
export interface Waiting {
  readonly topic: string;
  readonly partition: number;
  readonly sink: string;
  /** Records of the snapshot that are not in S3. */
  readonly pending: number;
  /** Records of it that are in S3 and not committed; with `--settle` only. */
  readonly uncommitted: number;
}

export type Verdict = 'proved' | 'right as asked' | 'not provable' | 'pending' | 'unhealthy' | 'wrong';

export interface VerifyReport {
  readonly version: typeof REPORT_VERSION;
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** The questions that were asked. */
  readonly questions: readonly Question[];
  /** What was read to answer them. */
  readonly reading: Reading;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly partitions: readonly PartitionReport[];
  readonly faults: readonly ReportedFault[];
  /** How many faults there were beyond what is listed of a kind. */
  readonly omittedFaults: number;
  /** Sentences on what cannot be proved here. */
  readonly notProvable: readonly string[];
  /** Not empty when verify gave up waiting: at the deadline, or as a connector does not run. */
  readonly waiting: readonly Waiting[];
  /** The time to wait was over while there was something to wait for. */
  readonly deadlinePassed: boolean;
  /** Topics that a connector names and that do not exist; all of them when none holds a record. */
  readonly emptyTopics: readonly string[];
  /** Sentences that need no action: stray temporary files. */
  readonly notes: readonly string[];
}

interface Findings extends Pick<VerifyReport, 'notProvable' | 'waiting' | 'emptyTopics'> {
  readonly faults: readonly Fault[];
  /** Everything was asked. */
  readonly full: boolean;
}

/** What the findings come to, with the precedence of the exit codes: wrong data, then health, then what is left open. */
export function judge({
  faults,
  notProvable,
  waiting,
  emptyTopics,
  full,
}: Findings): Pick<VerifyReport, 'verdict' | 'exitCode'> {
  const codes = new Set(faults.map(({ kind }) => FAULTS[kind].exitCode));
  if (codes.has(1)) return { verdict: 'wrong', exitCode: 1 };
  if (codes.has(5)) return { verdict: 'unhealthy', exitCode: 5 };
  if (waiting.length > 0 || emptyTopics.length > 0) return { verdict: 'pending', exitCode: 4 };
  if (notProvable.length > 0) return { verdict: 'not provable', exitCode: 4 };
  return { verdict: full ? 'proved' : 'right as asked', exitCode: 0 };
}
