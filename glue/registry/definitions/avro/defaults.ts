import { isJsonArray, isJsonNumber, isJsonObject, type Json, type JsonObject } from '../json-text.ts';
import { AvroParseError } from './names.ts';
import type { AvroField, AvroSchema } from './schema.ts';

const INT_LIMIT = 2n ** 31n;
const LONG_LIMIT = 2n ** 63n;

/** Whether a default may stand for a value of the schema: Java's `Schema.isValidDefault` (Avro 1.11). */
export function isValidDefault(schema: AvroSchema, value: Json): boolean {
  switch (schema.type) {
    case 'string':
    case 'bytes':
    case 'enum':
    case 'fixed':
      return typeof value === 'string';
    case 'int':
      return isWhole(value, INT_LIMIT);
    case 'long':
      return isWhole(value, LONG_LIMIT);
    case 'float':
    case 'double':
      return isJsonNumber(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    case 'array':
      return isJsonArray(value) && value.every((item) => isValidDefault(schema.items, item));
    case 'map':
      return isJsonObject(value) && [...value.values()].every((item) => isValidDefault(schema.values, item));
    case 'union':
      return isValidOf(schema.branches[0], value);
    case 'record':
      return isJsonObject(value) && isValidRecord(schema.fields, value);
    default:
      return schema satisfies never;
  }
}

/** The default of a union belongs to its first branch. */
function isValidOf(first: AvroSchema | undefined, value: Json): boolean {
  return first !== undefined && isValidDefault(first, value);
}

/** A record has no fields yet while a default inside it is looked at; Java refuses such a definition as well. */
function isValidRecord(fields: readonly AvroField[] | undefined, value: JsonObject): boolean {
  if (fields === undefined) throw new AvroParseError('Schema fields not set yet');
  return fields.every((field) => {
    const given = value.get(field.name) ?? field.default;
    return given !== undefined && isValidDefault(field.schema, given);
  });
}

function isWhole(value: Json, limit: bigint): boolean {
  if (!isJsonNumber(value) || !/^-?\d+$/.test(value.number)) return false;
  const whole = BigInt(value.number);
  return whole >= -limit && whole < limit;
}
