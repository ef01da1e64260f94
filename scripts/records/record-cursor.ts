import { decompress } from './compression.ts';

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

/**
 * Goes over records without making an object of each: it is itself the record on which it stands, until it goes on. At
 * first it stands before the first.
 */
export interface RecordCursor extends KafkaRecord {
  /** Goes to the next record and says whether there is one. Throws when the batch is damaged. */
  next(): boolean;
  /** The record on which it stands, to stay. */
  copy(): KafkaRecord;
  /** The bytes that hold the value from `valueAt` to `valueEnd`, which comes first for a null. */
  readonly bytes: Buffer;
  readonly valueAt: number;
  readonly valueEnd: number;
}

/** A batch as the broker sent it. */
export interface StoredBatch {
  readonly baseOffset: number;
  readonly baseTimestamp: number;
  readonly aborted: boolean;
  readonly count: number;
  /** The records, compressed. */
  readonly stored: Buffer;
  readonly codec: number;
}

/** What `readRecord` fills in; a key or value that ends before it begins is null. */
interface Position {
  offset: number;
  timestamp: number;
  aborted: boolean;
  bytes: Buffer;
  keyAt: number;
  keyEnd: number;
  valueAt: number;
  valueEnd: number;
}

/** A cursor over the records of batches from an offset on. A batch is decompressed when the cursor comes to it. */
export function openRecords(batches: readonly StoredBatch[], from: number): RecordCursor {
  const reader: Reader = { bytes: Buffer.alloc(0), at: 0 };
  const place = createPlace();
  let opened = 0;
  let left = 0;
  let batch: StoredBatch | undefined;

  const hasNext = (): boolean => {
    while (left === 0) {
      batch = batches[opened];
      if (!batch) return false;
      opened += 1;
      left = batch.count;
      [reader.bytes, reader.at] = [decompress(batch.stored, batch.codec), 0];
      [place.bytes, place.aborted] = [reader.bytes, batch.aborted];
    }
    return true;
  };
  const next = (): boolean => {
    while (hasNext()) {
      left -= 1;
      if (batch) readRecord(reader, batch, place);
      if (place.offset >= from) return true;
    }
    return false;
  };
  return Object.assign(place, { next });
}

function createPlace(): Position & Omit<RecordCursor, 'next'> {
  const place = {
    offset: -1,
    timestamp: 0,
    aborted: false,
    bytes: Buffer.alloc(0),
    keyAt: 0,
    keyEnd: -1,
    valueAt: 0,
    valueEnd: -1,
    get key(): Buffer | null {
      return place.keyEnd < place.keyAt ? null : place.bytes.subarray(place.keyAt, place.keyEnd);
    },
    get value(): Buffer | null {
      return place.valueEnd < place.valueAt ? null : place.bytes.subarray(place.valueAt, place.valueEnd);
    },
    copy: (): KafkaRecord => {
      const { offset, timestamp, key, value, aborted } = place;
      return { offset, timestamp, key, value, aborted };
    },
  };
  return place;
}

interface Reader {
  bytes: Buffer;
  at: number;
}

function readRecord(reader: Reader, { baseOffset, baseTimestamp }: StoredBatch, into: Position): void {
  const end = readVarint(reader) + reader.at;
  reader.at += 1;
  into.timestamp = baseTimestamp + readVarint(reader);
  into.offset = baseOffset + readVarint(reader);
  const keyBytes = readVarint(reader);
  into.keyAt = reader.at;
  into.keyEnd = reader.at + keyBytes;
  reader.at += Math.max(0, keyBytes);
  const valueBytes = readVarint(reader);
  into.valueAt = reader.at;
  into.valueEnd = reader.at + valueBytes;
  if (end > reader.bytes.length || into.valueEnd > end)
    throw new RangeError('Record batch ends in the middle of a record');
  reader.at = end;
}

/** A zigzag varint. Arithmetic instead of shifts from the fifth byte on: timestamps may need more than 32 bits. */
function readVarint(reader: Reader): number {
  const first = reader.bytes[reader.at] ?? 0x80;
  if (first < 0x80) {
    reader.at += 1;
    return (first >>> 1) ^ -(first & 1);
  }
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
