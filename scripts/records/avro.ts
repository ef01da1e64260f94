import avro from 'avsc';
import type { Schema, Type, types } from 'avsc';
import { messageOf } from '../lib/errors.ts';

/** A datum as avsc makes it: branches of unions are not wrapped. */
export type Datum = unknown;

export interface AvroCodec {
  /** Decodes a datum that fills `bytes` from `start` on. Throws when it is cut off or something is left behind it. */
  decode(bytes: Buffer, start: number): Datum;
  /** The datum as the S3 sink's `JsonFormat` writes it: compact, in schema order, nulls written. */
  toJson(datum: Datum): string;
}

/** Bytes that are not a datum of the schema. */
export class AvroError extends Error {
  override readonly name = 'AvroError';
}

/** Compiles an Avro schema. Throws `AvroError` for a schema that cannot be read or whose JSON form is not settled. */
export function compileAvro(definition: string): AvroCodec {
  const type = parse(definition);
  const write = writerOf(type);
  return {
    decode: (bytes, start) => {
      const { value, offset } = decodeAt(type, bytes, start);
      if (offset < 0) throw new AvroError(`Value of ${bytes.length} bytes is cut off`);
      if (offset !== bytes.length) throw new AvroError(`${bytes.length - offset} bytes are left behind the value`);
      return value;
    },
    toJson: (datum) => write(datum),
  };
}

function parse(definition: string): Type {
  try {
    const schema: Schema = JSON.parse(definition);
    return avro.Type.forSchema(schema, { typeHook: longHook, wrapUnions: false });
  } catch (cause) {
    throw new AvroError(`Schema cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function decodeAt(type: Type, bytes: Buffer, start: number): { value: unknown; offset: number } {
  try {
    return type.decode(bytes, start);
  } catch (cause) {
    throw new AvroError(`Value does not decode: ${messageOf(cause)}`, { cause });
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

type Writer = (datum: unknown) => string;

const LEAVES: Readonly<Record<string, Writer>> = {
  null: () => 'null',
  boolean: String,
  int: String,
  'abstract:long': String,
  double: (datum) => numberText(Number(datum)),
  float: (datum) => numberText(shortestFloat(Number(datum))),
  string: (datum) => JSON.stringify(datum),
  enum: (datum) => JSON.stringify(datum),
  bytes: base64,
  fixed: base64,
};

/** How Connect's `JsonConverter` writes each Avro type once the Glue converter made Connect data of it. */
function writerOf(type: Type, known = new Map<Type, Writer>()): Writer {
  const found = known.get(type);
  if (found) return found;
  // Recursive types reach themselves through this before their own writer is ready.
  known.set(type, (datum) => ready(datum));
  const ready = makeWriter(type, known);
  known.set(type, ready);
  return ready;
}

function makeWriter(type: Type, known: Map<Type, Writer>): Writer {
  if (type instanceof avro.types.RecordType) return recordWriter(type, known);
  if (type instanceof avro.types.ArrayType) {
    const item = writerOf(type.itemsType, known);
    return (datum) => `[${(Array.isArray(datum) ? datum : []).map(item).join(',')}]`;
  }
  if (type instanceof avro.types.MapType) {
    const value = writerOf(type.valuesType, known);
    return (datum) =>
      `{${entries(datum)
        .map(([key, it]) => `${JSON.stringify(key)}:${value(it)}`)
        .join(',')}}`;
  }
  if (type instanceof avro.types.UnwrappedUnionType || type instanceof avro.types.WrappedUnionType) {
    return optionalWriter(type.types, known);
  }
  const leaf = LEAVES[type.typeName];
  if (!leaf) throw new AvroError(`How \`${type.typeName}\` is written as JSON is not known`);
  return leaf;
}

function recordWriter(type: types.RecordType, known: Map<Type, Writer>): Writer {
  const fields = type.fields.map((field, index) => ({
    name: field.name,
    label: `${index === 0 ? '' : ','}${JSON.stringify(field.name)}:`,
    write: writerOf(field.type, known),
  }));
  return (datum) => {
    let text = '{';
    for (const { name, label, write } of fields) text += label + write(Reflect.get(Object(datum), name));
    return `${text}}`;
  };
}

/** Connect knows optional values only; it makes a struct of any other union, which is not proved here. */
function optionalWriter(branches: readonly Type[], known: Map<Type, Writer>): Writer {
  const values = branches.filter((branch) => branch.typeName !== 'null');
  const [only] = values;
  if (!only || values.length > 1) throw new AvroError(`How a union of ${values.length} types is written is not known`);
  const write = writerOf(only, known);
  return (datum) => (datum === null ? 'null' : write(datum));
}

function entries(datum: unknown): [string, unknown][] {
  return Object.entries(Object(datum));
}

function base64(datum: unknown): string {
  return `"${Buffer.isBuffer(datum) ? datum.toString('base64') : ''}"`;
}

/** Jackson quotes what JSON has no number for. */
function numberText(value: number): string {
  return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
}

/** Java writes a float with the digits that tell it from its neighbours, not with those of the double of the same value. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
