import { decodeRecord, type GlueRecord, RecordError } from '../../glue/record.ts';
import { AvroError } from './avro.ts';
import type { SchemaCache } from '../schemas.ts';

/** The value of a record as a person reads it. */
export interface DecodedValue {
  /** The datum as JSON text; `null` for a tombstone and for what cannot be decoded. */
  readonly value: string | null;
  readonly schema: string | null;
  readonly schemaVersion: number | null;
  /** Why the value cannot be decoded. */
  readonly problem: string | null;
}

const NOTHING: DecodedValue = { value: null, schema: null, schemaVersion: null, problem: null };

/** Decodes a Glue Avro value; one that is damaged comes back with the reason. Throws when the registry does not answer. */
export async function decodeValue(value: Buffer | null, schemas: SchemaCache): Promise<DecodedValue> {
  if (value === null) return NOTHING;
  const record = parse(value);
  if (typeof record === 'string') return { ...NOTHING, problem: record };
  const { version, codec, problem } = await schemas.load(record.schemaVersionId);
  const known = { schema: version?.schema ?? null, schemaVersion: version?.version ?? null };
  if (!codec) return { ...NOTHING, ...known, problem: `Schema version ${record.schemaVersionId}: ${problem}` };
  try {
    return { ...known, value: codec.toJson(codec.decode(record.body, 0)), problem: null };
  } catch (error) {
    if (!(error instanceof AvroError)) throw error;
    return { ...NOTHING, ...known, problem: error.message };
  }
}

function parse(value: Buffer): GlueRecord | string {
  try {
    return decodeRecord(value);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return error.message;
  }
}
