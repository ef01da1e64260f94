import type { Type } from 'avsc';
import { messageOf } from '../lib/errors.ts';
import { writerOf } from './avro-json.ts';
import { type AvroMatch, compileMatch } from './avro-match.ts';
import { AvroError, parseAvro } from './avro-type.ts';

export { AvroError } from './avro-type.ts';

/** A datum as avsc makes it: branches of unions are not wrapped. */
export type Datum = unknown;

export interface AvroCodec {
  /** Decodes a datum that fills `bytes` from `start` on. Throws when it is cut off or something is left behind it. */
  decode(bytes: Buffer, start: number): Datum;
  /** The datum as the S3 sink's `JsonFormat` writes it: compact, in schema order, nulls written. */
  toJson(datum: Datum): string;
  /** A short cut for values that are as they should be; `undefined` when the schema has none. */
  match(wanted: readonly string[]): AvroMatch | undefined;
}

/** Compiles an Avro schema. Throws `AvroError` for a schema that cannot be read or whose JSON form is not settled. */
export function compileAvro(definition: string): AvroCodec {
  const type = parseAvro(definition);
  const write = writerOf(type);
  return {
    decode: (bytes, start) => {
      const { value, offset } = decodeAt(type, bytes, start);
      if (offset < 0) throw new AvroError(`Value of ${bytes.length} bytes is cut off`);
      if (offset !== bytes.length) throw new AvroError(`${bytes.length - offset} bytes are left behind the value`);
      return value;
    },
    toJson: (datum) => write(datum),
    match: (wanted) => compileMatch(type, wanted),
  };
}

function decodeAt(type: Type, bytes: Buffer, start: number): { value: unknown; offset: number } {
  try {
    return type.decode(bytes, start);
  } catch (cause) {
    throw new AvroError(`Value does not decode: ${messageOf(cause)}`, { cause });
  }
}
