import avro from 'avsc';
import type { Type, types } from 'avsc';
import { AvroError } from './avro-type.ts';

/** Writes a datum as the S3 sink's `JsonFormat` does. */
export type Writer = (datum: unknown) => string;

/** Writers of the types that hold no others, by avsc's names. */
export const LEAVES: Readonly<Record<string, Writer>> = {
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
export function writerOf(type: Type, known = new Map<Type, Writer>()): Writer {
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
  return Number.isFinite(value) ? javaText(value) : `"${value}"`;
}

/** As `Double.toString`: always with a point, from 10^7 on and below 10^-3 with an exponent. */
function javaText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (size >= 1e-3 && size < 1e7) return withPoint(String(value));
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${withPoint(digits)}E${Number(exponent)}`;
}

function withPoint(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`;
}

/** Java writes a float with the digits that tell it from its neighbours, not with those of the double of the same value. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
