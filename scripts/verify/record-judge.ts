import type { KafkaRecord } from '../records/batch.ts';
import type { RecordCursor } from '../records/record-cursor.ts';
import type { Decode, Decoded } from './decoding.ts';
import type { FaultSink } from './faults.ts';
import { createFolderOf } from './folder-of.ts';
import type { LineBlock } from './object-lines.ts';
import type { QuickProof } from './quick-proof.ts';
import type { RuleCheck } from './rule-check.ts';
import type { SinkPlan } from './sink-plan.ts';
import type { SpanCheck } from './span-check.ts';
import type { Tally } from './tally.ts';

/** A record that the sink delivers, as the line that stands for it in S3. */
export interface ExpectedLine {
  readonly offset: number;
  /** Where the line belongs; `undefined` with the default partitioner, or when the record does not tell. */
  readonly folder?: string | undefined;
  readonly timestamp: number;
  /** `undefined`: the record does not decode, so any line may stand for it. */
  readonly line: string | undefined;
  /** The line may be left out: whether the sink delivers aborted records, or its converter reads this one, is not known. */
  readonly optional: boolean;
}

/** The part of a sink's settings that decides which records it delivers. */
export type Delivery = Pick<SinkPlan, 'skipsUndecodable' | 'readsAborted' | 'partitioner'>;

export interface RecordJudgeOptions {
  readonly topic: string;
  readonly partition: number;
  /** Records from here to `high` are judged and counted; the others are only turned into lines. */
  readonly from: number;
  readonly high: number;
  readonly decode: Decode;
  readonly quick: QuickProof;
  readonly check: RuleCheck;
  /** The same for what is proved quickly. */
  readonly checkSpans: SpanCheck;
  /** `undefined`: no sink reads the topic. */
  readonly delivery: Delivery | undefined;
  /** A sink of the topic stops at a null value. */
  readonly stopsAtTombstones: boolean;
  readonly tally: Tally;
  readonly fault: FaultSink;
}

/** Judges records, each once though it may come twice. */
export interface RecordJudge {
  /** Resolves with the lines that the sink makes of them. */
  judge(records: readonly KafkaRecord[]): Promise<ExpectedLine[]>;
  /** Tells where the next records come from: those beyond what was judged are only looked at, to be judged in their turn. */
  jumpTo(offset: number): void;
  /** Whether a record is plainly as it should be and its line is the next one of the block, which goes forward then. */
  prove(record: RecordCursor, block: LineBlock): boolean;
}

export function createRecordJudge(options: RecordJudgeOptions): RecordJudge {
  const { high, quick, checkSpans, tally, delivery } = options;
  const folderOf = delivery && createFolderOf(delivery.partitioner);
  let judgedTo = options.from;
  let isInTurn = true;
  /** Whether the record is to be judged; no other time after this. */
  const claim = ({ offset }: KafkaRecord): boolean => {
    const isDue = isInTurn && offset >= judgedTo && offset < high;
    if (isDue) judgedTo = offset + 1;
    return isDue;
  };
  const judge = async (records: readonly KafkaRecord[]) => {
    const lines: ExpectedLine[] = [];
    for (const record of records) {
      const decoding = record.value === null ? undefined : options.decode(record.value, record.offset);
      const decoded = decoding instanceof Promise ? await decoding : decoding;
      if (claim(record)) count(record, decoded, options);
      if (record.value && decoded && 'datum' in decoded) quick.learn(record.value);
      const line = deliver(record, decoded, delivery);
      if (line) lines.push(folderOf ? { ...line, folder: folderOf({ ...record, datum: datumOf(decoded) }) } : line);
    }
    return lines;
  };
  const prove = (record: RecordCursor, block: LineBlock) => {
    const spans = record.aborted || folderOf ? undefined : quick.prove(record, block);
    if (!spans) return false;
    if (claim(record)) {
      tally.records += 1;
      tally.decoded += 1;
      checkSpans(record, block.bytes, spans);
    }
    return true;
  };
  const jumpTo = (offset: number) => {
    isInTurn = offset <= judgedTo;
  };
  return { judge, prove, jumpTo };
}

function count(record: KafkaRecord, decoded: Decoded | undefined, options: RecordJudgeOptions): void {
  const { topic, partition, tally, fault, check, stopsAtTombstones } = options;
  const { offset } = record;
  if (record.aborted) {
    tally.aborted += 1;
    return;
  }
  tally.records += 1;
  if (!decoded) {
    tally.tombstones += 1;
    if (stopsAtTombstones) {
      fault('tombstone', { topic, partition, offset, expected: 'a value', found: 'null' });
    }
  } else if ('kind' in decoded) {
    fault(decoded.kind, { topic, partition, offset, expected: decoded.expected, found: decoded.found });
  } else {
    tally.decoded += 1;
  }
  check(record, datumOf(decoded));
}

function datumOf(decoded: Decoded | undefined): unknown {
  return decoded && 'datum' in decoded ? decoded.datum : undefined;
}

function deliver(
  { offset, timestamp, aborted }: KafkaRecord,
  decoded: Decoded | undefined,
  delivery: Delivery | undefined,
): ExpectedLine | undefined {
  if (!delivery || !decoded || (aborted && delivery.readsAborted === false)) return undefined;
  if ('kind' in decoded) {
    return { offset, timestamp, line: undefined, optional: aborted || delivery.skipsUndecodable };
  }
  return { offset, timestamp, line: decoded.line, optional: aborted && delivery.readsAborted === undefined };
}
