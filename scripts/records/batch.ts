import { decompress } from './compression.ts';

/** Base offset and batch length: what comes before the part that the length counts. */
const PREFIX_BYTES = 12;
const MAGIC_AT = 16;
const MAGIC = 2;
const RECORDS_AT = 61;
const CODEC_MASK = 0x07;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const ABORT_MARKER = 0;

/** A record as the log holds it. Key and value are views on the answer of the broker: copy what is to be kept. */
export interface KafkaRecord {
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Written in a transaction that was aborted: only a `read_uncommitted` consumer gets it. */
  readonly aborted: boolean;
}

/** A transaction that ended in an abort, as a fetch answer names it. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** What a fetched record set holds. */
export interface Records {
  readonly records: KafkaRecord[];
  /**
   * Where to fetch next. Beyond the last record when a batch ends in control records or in what compaction removed;
   * `undefined` when the set holds no whole batch.
   */
  readonly nextOffset: number | undefined;
}

interface RecordSet {
  readonly fetchOffset: number;
  readonly aborted: readonly AbortedTransaction[];
}

/**
 * Decodes the record batches (magic 2, the only one that Kafka 4 writes) of a fetch answer. Leaves out control records,
 * records before `fetchOffset` and the batch that is cut off at the end. Rules: Kafka's `DefaultRecordBatch` and
 * `CompletedFetch`.
 */
export function decodeRecordSet(set: Buffer, { fetchOffset, aborted }: RecordSet): Records {
  const records: KafkaRecord[] = [];
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
      const isAborted = batch.transactional && abortedProducers.has(batch.producerId);
      readRecords(batch, { from: fetchOffset, aborted: isAborted, into: records });
    }
    nextOffset = Math.max(fetchOffset, batch.lastOffset + 1);
    at = end;
  }
  return { records, nextOffset };
}

interface Batch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly baseTimestamp: number;
  readonly producerId: bigint;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly count: number;
  /** The records, decompressed. */
  readonly body: Buffer;
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
    count: bytes.readInt32BE(57),
    body: decompress(bytes.subarray(RECORDS_AT), attributes & CODEC_MASK),
  };
}

interface Target {
  readonly from: number;
  readonly aborted: boolean;
  readonly into: KafkaRecord[];
}

function readRecords(batch: Batch, { from, aborted, into }: Target): void {
  const reader = { bytes: batch.body, at: 0 };
  for (let index = 0; index < batch.count; index += 1) {
    const length = readVarint(reader);
    const end = reader.at + length;
    reader.at += 1;
    const timestamp = batch.baseTimestamp + readVarint(reader);
    const offset = batch.baseOffset + readVarint(reader);
    const key = readBytes(reader);
    const value = readBytes(reader);
    reader.at = end;
    if (offset >= from) into.push({ offset, timestamp, key, value, aborted });
  }
}

/** The key of a control record is its version and its type: 0 for an abort, 1 for a commit. */
function isAbortMarker(batch: Batch): boolean {
  const [marker] = readAll(batch);
  return marker?.key?.readInt16BE(2) === ABORT_MARKER;
}

function readAll(batch: Batch): KafkaRecord[] {
  const into: KafkaRecord[] = [];
  readRecords(batch, { from: 0, aborted: false, into });
  return into;
}

interface Reader {
  readonly bytes: Buffer;
  at: number;
}

function readBytes(reader: Reader): Buffer | null {
  const length = readVarint(reader);
  if (length < 0) return null;
  const bytes = reader.bytes.subarray(reader.at, reader.at + length);
  reader.at += length;
  return bytes;
}

/** A zigzag varint. Arithmetic instead of shifts from the fifth byte on: timestamps may need more than 32 bits. */
function readVarint(reader: Reader): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = reader.bytes[reader.at];
    if (byte === undefined) throw new RangeError('Record batch ends in the middle of a record');
    reader.at += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    scale *= 128;
  }
}
