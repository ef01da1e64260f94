import { type KafkaRecord, openRecords, type RecordCursor, type StoredBatch } from './record-cursor.ts';

export type { KafkaRecord } from './record-cursor.ts';

/** Base offset and batch length: what comes before the part that the length counts. */
const PREFIX_BYTES = 12;
const MAGIC_AT = 16;
const MAGIC = 2;
const RECORDS_AT = 61;
const CODEC_MASK = 0x07;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const ABORT_MARKER = 0;

/** A transaction that ended in an abort, as a fetch answer names it. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** The records of a fetch answer, read off its bytes each time they are gone over. */
export interface RecordSet extends Iterable<KafkaRecord> {
  open(): RecordCursor;
}

/** What a fetched record set holds. */
export interface Records {
  readonly records: RecordSet;
  /**
   * Where to fetch next. Beyond the last record when a batch ends in control records or in what compaction removed;
   * `undefined` when the set holds no whole batch.
   */
  readonly nextOffset: number | undefined;
}

interface Origin {
  readonly fetchOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  /** How the transactions end is not known: all of them count as aborted. */
  readonly isUndecided?: boolean;
}

/**
 * Finds the record batches (magic 2, the only one that Kafka 4 writes) of a fetch answer. Leaves out control records,
 * records before `fetchOffset` and the batch that is cut off at the end. Rules: Kafka's `DefaultRecordBatch` and
 * `CompletedFetch`.
 */
export function decodeRecordSet(set: Buffer, { fetchOffset, aborted, isUndecided = false }: Origin): Records {
  const batches: StoredBatch[] = [];
  const pending = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  const abortedProducers = new Set<bigint>();
  let nextOffset: number | undefined;
  for (let at = 0; at + RECORDS_AT <= set.length;) {
    const end = at + PREFIX_BYTES + set.readInt32BE(at + 8);
    if (end > set.length) break;
    const batch = readBatch(set.subarray(at, end));
    while (pending[0] && pending[0].firstOffset <= batch.lastOffset) {
      abortedProducers.add(pending[0].producerId);
      pending.shift();
    }
    if (batch.control) {
      if (isAbortMarker(batch)) abortedProducers.delete(batch.producerId);
    } else {
      const isAborted = isUndecided || abortedProducers.has(batch.producerId);
      batches.push({ ...batch, aborted: batch.transactional && isAborted });
    }
    nextOffset = Math.max(fetchOffset, batch.lastOffset + 1);
    at = end;
  }
  return { records: recordSetOf(batches, fetchOffset), nextOffset };
}

function recordSetOf(batches: readonly StoredBatch[], from: number): RecordSet {
  const open = () => openRecords(batches, from);
  return {
    open,
    *[Symbol.iterator]() {
      for (const cursor = open(); cursor.next();) yield cursor.copy();
    },
  };
}

interface Batch extends StoredBatch {
  readonly lastOffset: number;
  readonly producerId: bigint;
  readonly transactional: boolean;
  readonly control: boolean;
}

function readBatch(bytes: Buffer): Batch {
  const magic = bytes.readInt8(MAGIC_AT);
  if (magic !== MAGIC) throw new RangeError(`Record batch of format ${magic}, only ${MAGIC} is known`);
  const baseOffset = Number(bytes.readBigInt64BE(0));
  const attributes = bytes.readInt16BE(21);
  return {
    baseOffset,
    lastOffset: baseOffset + bytes.readInt32BE(23),
    baseTimestamp: Number(bytes.readBigInt64BE(27)),
    producerId: bytes.readBigInt64BE(43),
    transactional: (attributes & TRANSACTIONAL) !== 0,
    control: (attributes & CONTROL) !== 0,
    aborted: false,
    count: bytes.readInt32BE(57),
    stored: bytes.subarray(RECORDS_AT),
    codec: attributes & CODEC_MASK,
  };
}

/** The key of a control record is its version and its type: 0 for an abort, 1 for a commit. */
function isAbortMarker(batch: Batch): boolean {
  const marker = openRecords([batch], 0);
  return marker.next() && marker.key?.readInt16BE(2) === ABORT_MARKER;
}
