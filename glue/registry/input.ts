import * as v from 'valibot';
import { GlueError } from './errors.ts';

/** Absent, or `null`, or a value: the service does not tell the first two apart. */
export function optional<const S extends v.GenericSchema>(schema: S) {
  return v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
}

/** valibot takes an array for an object; the service does not. */
const isStructure = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const Structure = v.custom<object>(isStructure);

/** A JSON object with these members; others are ignored. */
export function structure<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(Structure, v.object(entries));
}

const text = optional(v.string());
const whole = v.pipe(v.number(), v.integer());

export const Text = text;
export const RequiredText = v.string();
export const RegistryId = structure({ RegistryName: text, RegistryArn: text });
export const SchemaId = structure({ SchemaArn: text, SchemaName: text, RegistryName: text });
export const VersionNumber = structure({ LatestVersion: optional(v.boolean()), VersionNumber: optional(whole) });
export const VersionSelector = {
  SchemaVersionId: text,
  SchemaId: optional(SchemaId),
  SchemaVersionNumber: optional(VersionNumber),
};
export const Tags = v.pipe(Structure, v.record(v.string(), v.string()));
export const MetadataPair = structure({ MetadataKey: text, MetadataValue: text });

/** The two members of every list operation. */
export function pageOf({ max }: { readonly max: number }) {
  return {
    MaxResults: optional(
      v.pipe(
        whole,
        v.minValue(1, 'Member must have value greater than or equal to 1'),
        v.maxValue(max, `Member must have value less than or equal to ${max}`),
      ),
    ),
    NextToken: text,
  };
}

export type RegistryId = v.InferOutput<typeof RegistryId>;
export type SchemaId = v.InferOutput<typeof SchemaId>;
export type VersionNumber = v.InferOutput<typeof VersionNumber>;
export interface VersionSelector {
  readonly SchemaVersionId?: string | undefined;
  readonly SchemaId?: SchemaId | undefined;
  readonly SchemaVersionNumber?: VersionNumber | undefined;
}

/**
 * Reads a request body. A member of another JSON type is a SerializationException; members that are missing or out of
 * range are one ValidationException that names them all, as the framework of the AWS services words it.
 */
export function parseInput<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, body);
  if (parsed.success) return parsed.output;
  const constraints = parsed.issues.map(constraintOf);
  if (constraints.includes(undefined)) {
    throw new GlueError('SerializationException', 'The request body does not have the types of the operation');
  }
  const count = `${constraints.length} validation error${constraints.length > 1 ? 's' : ''} detected`;
  throw new GlueError('ValidationException', `${count}: ${constraints.join('; ')}`);
}

/** The constraint that a value fails; `undefined` when it is the type that is wrong. */
function constraintOf(issue: v.BaseIssue<unknown>): string | undefined {
  const path = (issue.path ?? []).map(({ key }) => lowerFirst(String(key))).join('.');
  if (issue.kind === 'validation' && issue.type !== 'integer') {
    return `Value '${String(issue.input)}' at '${path}' failed to satisfy constraint: ${issue.message}`;
  }
  if (path === '' || (issue.input !== undefined && issue.input !== null)) return undefined;
  return `Value null at '${path}' failed to satisfy constraint: Member must not be null`;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
