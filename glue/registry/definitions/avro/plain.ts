import type { AvroRecord, AvroSchema } from './schema.ts';

/**
 * Answers whether a record is plain: it contains itself nowhere, and no field in it has an alias. Comparing the fields of
 * any other can leave a verdict behind or throw, as in Java, even where the name alone would have decided.
 */
export function plainRecords(): (record: AvroRecord) => boolean {
  const known = new Map<AvroRecord, boolean>();
  const isPlain = (record: AvroRecord): boolean => {
    const found = known.get(record);
    if (found !== undefined) return found;
    // Whoever meets it again from below is in a circle with it.
    known.set(record, false);
    const verdict = (record.fields ?? []).every(({ schema, aliases }) => aliases.length === 0 && holdsPlain(schema));
    known.set(record, verdict);
    return verdict;
  };
  const holdsPlain = (schema: AvroSchema): boolean => {
    if (schema.type === 'record') return isPlain(schema);
    if (schema.type === 'array') return holdsPlain(schema.items);
    if (schema.type === 'map') return holdsPlain(schema.values);
    return schema.type !== 'union' || schema.branches.every(holdsPlain);
  };
  return isPlain;
}
