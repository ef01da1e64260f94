import type { KafkaRecord } from '../records/batch.ts';
import type { Attribute } from './rules.ts';

/**
 * The attribute of a record as text; `undefined` when the record has nothing to say on it: its value did not decode, or
 * its schema has no such field. `datum` is `undefined` for a tombstone or a value that did not decode.
 */
export type AttributeReader = (record: KafkaRecord, datum: unknown) => string | null | undefined;

/** A reader of one attribute; the fields of structured keys are not read. */
export function readerOf({ part, field }: Attribute): AttributeReader {
  if (part === 'key') return field ? () => undefined : ({ key }) => key && key.toString();
  const path = field?.split('.') ?? [];
  return (_record, datum) => textOf(follow(datum, path));
}

function follow(datum: unknown, path: readonly string[]): unknown {
  let value = datum;
  for (const name of path) {
    if (value === null || value === undefined) return value;
    value = Reflect.get(Object(value), name);
  }
  return value;
}

function textOf(value: unknown): string | null | undefined {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? null);
}
