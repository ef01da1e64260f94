import { decodeRecord, type GlueRecord, RecordError } from '../../glue/record.ts';
import { AvroError } from '../records/avro.ts';
import { messageOf } from '../lib/errors.ts';
import type { KnownSchema, SchemaCache, SchemaVersion } from '../schemas.ts';
import type { FaultKind } from './faults.ts';
import type { SchemaPlace } from './schema-names.ts';

const HEADER_BYTES = 18;

/** Why a value did not decode. */
export interface Damage {
  readonly kind: FaultKind;
  readonly expected: string;
  readonly found: string;
}

/** A value that decoded, as datum and as the line that stands for it in S3, or why it did not. */
export type Decoded = { readonly datum: unknown; readonly line: string } | Damage;

/** Decodes the value at an offset of one topic. Throws when the registry does not answer. */
export type Decode = (value: Buffer, offset: number) => Decoded | Promise<Decoded>;

export interface DecodeOptions {
  /** Whose schema the values of the topic must be written with. */
  readonly place: SchemaPlace;
  /** Takes a version that belongs there, and an offset that names it; for each version the first is among them. */
  readonly onVersion: (version: SchemaVersion, offset: number) => void;
}

/**
 * A decoder that waits only for a schema version it has not met. Records in a row mostly have the same header, so that
 * one is compared as bytes instead of read.
 */
export function createDecode(schemas: SchemaCache, { place, onVersion }: DecodeOptions): Decode {
  let header = Buffer.alloc(0);
  let schema: KnownSchema | undefined;

  const decodeFramed = async (value: Buffer, offset: number): Promise<Decoded> => {
    const record = readFrame(value);
    if ('kind' in record) return record;
    const known = await schemas.load(record.schemaVersionId);
    const refused = refuse(known, record.schemaVersionId, place);
    if (refused) return refused;
    if (known.version) onVersion(known.version, offset);
    if (record.compression === 'none') {
      header = Buffer.from(value.subarray(0, HEADER_BYTES));
      schema = known;
    }
    return decodeBody(known, record.body, 0);
  };

  return (value, offset) => {
    const isKnown =
      header.length > 0 &&
      value.length >= HEADER_BYTES &&
      value.compare(header, 0, HEADER_BYTES, 0, HEADER_BYTES) === 0;
    return isKnown && schema ? decodeBody(schema, value, HEADER_BYTES) : decodeFramed(value, offset);
  };
}

function readFrame(value: Buffer): GlueRecord | Damage {
  try {
    return decodeRecord(value);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const kind = value[0] === 3 && value[1] === 5 && value.length >= HEADER_BYTES ? 'body-damaged' : 'header-damaged';
    return { kind, expected: 'a value framed by a Glue serializer', found: error.message };
  }
}

function refuse({ version, codec, problem }: KnownSchema, id: string, place: SchemaPlace): Damage | undefined {
  if (!version) return { kind: 'schema-version-missing', expected: 'a schema version of the registry', found: id };
  if (version.status !== 'AVAILABLE') {
    return { kind: 'schema-version-unavailable', expected: `${id} AVAILABLE`, found: version.status };
  }
  const { schema = version.schema } = place;
  if (version.registry !== place.registry || version.schema !== schema) {
    const expected = `schema \`${schema}\` of registry \`${place.registry}\``;
    return { kind: 'schema-foreign', expected, found: `\`${version.schema}\` of \`${version.registry}\` (${id})` };
  }
  return codec ? undefined : { kind: 'record-undecodable', expected: 'an Avro schema', found: `${problem} (${id})` };
}

function decodeBody({ codec }: KnownSchema, bytes: Buffer, start: number): Decoded {
  try {
    const datum = codec?.decode(bytes, start);
    return { datum, line: codec?.toJson(datum) ?? '' };
  } catch (error) {
    if (!(error instanceof AvroError)) throw error;
    return { kind: 'record-undecodable', expected: 'a value that fills its record', found: messageOf(error) };
  }
}
