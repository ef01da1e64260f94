import type { Fault } from './faults.ts';
import type { KeyStore } from './key-store.ts';
import type { Attribute, Rules } from './rules.ts';
import type { SchemaPlace } from './schema-names.ts';
import type { VersionUse } from './schemas.ts';
import type { SinkPlan } from './sink-plan.ts';
import { createTally, type Tally } from './tally.ts';

/** One partition to read from end to end, for one sink. Plain data: it may go to another thread. */
export interface ScanJob {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly high: number;
  /** End of the log after the objects were listed, open transactions included. */
  readonly logEnd: number;
  /** Offsets between `high` and the end of the log at the time of the snapshot, which an open transaction holds back. */
  readonly heldBack: number;
  readonly schema: SchemaPlace;
  /** One of the topic's sinks does. */
  readonly stopsAtTombstones: boolean;
  /** `undefined` when no sink reads the topic. */
  readonly sink: SinkPlan | undefined;
  /** Whether the records are judged, or only the objects: another job of the partition judges the records then. */
  readonly judges: boolean;
  /** Starts of the objects to compare, in order. */
  readonly starts: readonly number[];
  /** The same by folder, where the sink's partitioner is not the default one. */
  readonly folders: ReadonlyMap<string, readonly number[]>;
  /** How many other objects of the same life of the topic there are. */
  readonly outside: number;
  /** How many objects there are in all. */
  readonly known: number;
  readonly committed: number | null;
  /** Kafka compacts the topic. */
  readonly compacted: boolean;
  /** Nothing moves any more, so that what is in S3 has to be committed. */
  readonly settled: boolean;
  readonly rules: Rules;
  /** Attributes whose values this topic adds to their sets. */
  readonly collects: readonly Attribute[];
  /** By name of the attribute. */
  readonly keys: ReadonlyMap<string, KeyStore>;
}

export interface ScanResult {
  /** The schema versions that the judged records name. */
  readonly versions: readonly VersionUse[];
  readonly tally: Tally;
  /** How long it took. */
  readonly durationMs: number;
  /** End of what the objects cover. */
  readonly end: number;
  readonly faults: readonly Fault[];
  readonly omittedFaults: number;
  readonly notProvable: readonly string[];
}

/** A job of which nothing was read, because no question needs it. */
export function unread(job: ScanJob): { readonly job: ScanJob; readonly result: ScanResult } {
  const nothing = { versions: [], faults: [], omittedFaults: 0, notProvable: [], durationMs: 0 };
  return { job, result: { ...nothing, tally: createTally(), end: job.low } };
}
