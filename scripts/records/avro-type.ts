import avro from 'avsc';
import type { Schema, Type } from 'avsc';
import { messageOf } from '../lib/errors.ts';

/** Bytes that are not a datum of the schema. */
export class AvroError extends Error {
  override readonly name = 'AvroError';
}

/** Reads a schema, with longs beyond 2^53 as `bigint`. Throws `AvroError` when it is none. */
export function parseAvro(definition: string): Type {
  try {
    const schema: Schema = JSON.parse(definition);
    return avro.Type.forSchema(schema, { typeHook: longHook, wrapUnions: false });
  } catch (cause) {
    throw new AvroError(`Schema cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** avsc's own long throws beyond 2^53: a `bigint` there, a number below. */
// oxlint-disable-next-line no-underscore-dangle -- avsc's own name
const LONG = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => toNumber(buffer.readBigInt64LE()),
  toBuffer: (value: number | bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(BigInt(value));
    return buffer;
  },
  fromJSON: (value: number) => value,
  toJSON: (value: number | bigint) => value,
  isValid: (value: unknown) => typeof value === 'bigint' || Number.isSafeInteger(value),
  compare: (a: number | bigint, b: number | bigint) => (a < b ? -1 : Number(a > b)),
});

/** A long is `"long"`, or an object where Connect left a name or a default beside the type. */
function longHook(schema: Schema): Type | undefined {
  const isLong = schema === 'long' || (typeof schema === 'object' && 'type' in schema && schema.type === 'long');
  return isLong ? LONG : undefined;
}

function toNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
