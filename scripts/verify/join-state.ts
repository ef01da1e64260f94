import type { Cursor } from './cursor.ts';
import type { FaultSink } from './faults.ts';
import type { LineBlock, ObjectLines } from './object-lines.ts';
import type { SinkObject } from './object-names.ts';
import type { ExpectedLine } from './record-judge.ts';
import type { Tally } from './tally.ts';

/** The deliverable records of a partition, in offset order. */
export interface ExpectedLines extends Cursor<ExpectedLine> {
  /** Goes to the first deliverable record at or after an offset, backwards too. */
  seek(offset: number): void;
  /**
   * Goes over the next records as long as each is plainly the next line of the block, in which it goes forward too. What
   * it does not go over may still be right. Only for when no item is loaded.
   */
  prove(block: LineBlock): Promise<Proved>;
}

/** What was gone over. */
export interface Proved {
  readonly lines: number;
  /** Behind the last record of them. */
  readonly end: number;
}

/** An object with its lines, which may already be on their way. */
export interface OpenObject {
  readonly object: SinkObject;
  readonly lines: ObjectLines;
  /** Where the next object starts, or what the sink committed behind the last; `undefined` when neither is known. */
  readonly end: number | undefined;
}

export interface JoinOptions {
  readonly topic: string;
  readonly partition: number;
  /** First offset in the log: of what lies below, lines cannot be judged. */
  readonly low: number;
  /** First offset that the objects have to cover. */
  readonly from: number;
  readonly expected: ExpectedLines;
  /** Kafka may have removed records after the sink wrote them. */
  readonly compacted: boolean;
  /** In the order of their starts. */
  readonly objects: AsyncIterable<OpenObject>;
  readonly tally: Tally;
  readonly fault: FaultSink;
  /** Takes a sentence on what could not be judged. */
  readonly notProvable: (what: string) => void;
}

/** Where a join stands. */
export interface JoinState {
  /** Everything before is in S3, or was reported. */
  covered: number;
  /** The last object could not be read, so that nobody knows where it ends. */
  blind: boolean;
}

/** Where a fault of the object is. */
export function placeOf(
  { object }: OpenObject,
  { topic, partition }: Pick<JoinOptions, 'topic' | 'partition'>,
): { topic: string; partition: number; object: string } {
  return { topic, partition, object: `${object.bucket}/${object.key}` };
}
