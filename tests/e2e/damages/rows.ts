import { encodeRecord } from '../../../glue/record.ts';

/** Schema of the rows that the damages are done to. No two rows are alike, so that every answer has one place only. */
export const ROW_SCHEMA = schemaOf([
  { name: 'id', type: 'string' },
  { name: 'code', type: 'string' },
  { name: 'amount', type: 'long' },
]);

/** `ROW_SCHEMA`, one field later. */
export const EVOLVED_SCHEMA = schemaOf([
  { name: 'id', type: 'string' },
  { name: 'code', type: 'string' },
  { name: 'amount', type: 'long' },
  { name: 'note', type: 'string', default: '' },
]);

/** What readers of `ROW_SCHEMA` could not read: the registry refuses it. */
export const REFUSED_SCHEMA = schemaOf([
  { name: 'id', type: 'string' },
  { name: 'code', type: 'int' },
  { name: 'amount', type: 'long' },
]);

function schemaOf(fields: readonly object[]): string {
  return JSON.stringify({ type: 'record', name: 'Row', namespace: 'workshop', fields });
}

/** Beyond what a double holds exactly: a digit that changes there must be seen. */
const LARGE = 9_007_199_254_740_993n;

/** The body of row `index` of a partition; its id is what tells it from all others. */
export function rowBody(partition: number, index: number, id = `row-${partition}-${index}`): Buffer {
  const code = 100_000 + partition * 1000 + index;
  return Buffer.concat([avroString(id), avroString(String(code)), avroLong(LARGE + BigInt(code))]);
}

/** A row as a Glue serializer frames it. */
export function rowValue(versionId: string, place: { readonly partition: number; readonly index: number }): Buffer {
  return encodeRecord(versionId, rowBody(place.partition, place.index));
}

/** The same with a note, as `EVOLVED_SCHEMA` has it. */
export function evolvedValue(
  versionId: string,
  { partition, index }: { readonly partition: number; readonly index: number },
): Buffer {
  return encodeRecord(versionId, Buffer.concat([rowBody(partition, index), avroString(`Zürich ${index} 東京`)]));
}

/** A string in Avro's binary form. */
export function avroString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([avroLong(BigInt(bytes.length)), bytes]);
}

/** The second branch of `["null", "string"]`, or the first. */
export function avroOptional(text: string | null): Buffer {
  return text === null ? Buffer.from([0]) : Buffer.concat([avroLong(1n), avroString(text)]);
}

function avroLong(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; left > 0x7fn; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(left)]);
}
