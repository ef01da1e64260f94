import { parseAvro } from '../../glue/registry/definitions/avro/parse.ts';
import type { AvroSchema } from '../../glue/registry/definitions/avro/schema.ts';
import { parseJson } from '../../glue/registry/definitions/json-text.ts';
import { WorkflowError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { type Attribute, nameOf } from './rules.ts';
import type { SchemaHistory } from './schema-history.ts';

/** Throws when no version of a schema has the field that a rule names: the rule would pass over every record. */
export function refuseUnknownField(attribute: Attribute, { schema, versions, dataFormat }: SchemaHistory): void {
  const path = attribute.field?.split('.') ?? [];
  if (path.length === 0 || versions.length === 0 || dataFormat !== 'AVRO') return;
  const missing = versions.map(({ definition }) => findMissing(parseAvro(parseJson(definition)), path));
  const [first] = missing;
  if (!first || missing.includes(undefined)) return;
  throw new WorkflowError(
    `No version of schema \`${schema}\` has a field \`${first.name}\`, which ${nameOf(attribute)} names${nearest(first.name, first.known)}`,
    { hint: 'Correct the rules file; RULES_FILE names it.', exitCode: 2 },
  );
}

interface Missing {
  readonly name: string;
  /** The fields that there are instead. */
  readonly known: readonly string[];
}

function findMissing(schema: AvroSchema, [name, ...rest]: readonly string[]): Missing | undefined {
  if (name === undefined) return undefined;
  const fields = (schema.type === 'union' ? schema.branches : [schema]).flatMap((branch) =>
    branch.type === 'record' ? (branch.fields ?? []) : [],
  );
  const found = fields.find((field) => field.name === name);
  return found ? findMissing(found.schema, rest) : { name, known: fields.map((field) => field.name) };
}
