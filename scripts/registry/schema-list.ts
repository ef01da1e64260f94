import type { GlueClient } from '@aws-sdk/client-glue';
import { WorkflowError } from '../lib/errors.ts';
import { ask, askAll, askIfThere } from './ask.ts';

/** So many schemas are asked for at once: AWS allows a few calls a second before it throttles. */
const AT_ONCE = 8;

/** Which schema is meant. */
export interface SchemaName {
  readonly registry: string;
  readonly schema: string;
}

/** A schema as a list shows it. */
export interface SchemaSummary extends SchemaName {
  readonly dataFormat: string;
  readonly compatibility: string;
  /** The version from which on the modes compare. */
  readonly checkpoint: number;
  /** The highest number ever registered, failed versions included. */
  readonly latestVersion: number;
  readonly description: string;
}

/** A version as a list shows it. */
export interface VersionSummary {
  readonly id: string;
  readonly version: number;
  /** `AVAILABLE`, `PENDING`, `FAILURE` or `DELETING`. */
  readonly status: string;
  readonly createdTime: string;
}

/** Which registries are looked through; all of the client's region when none are named. */
interface Within {
  readonly registries?: readonly string[] | undefined;
}

/** Every schema of the registries; one that is deleted meanwhile is left out. */
export async function readSchemas(glue: GlueClient, within: Within = {}): Promise<SchemaSummary[]> {
  const names = await readSchemaNames(glue, within);
  const schemas: SchemaSummary[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const read = await Promise.all(names.slice(from, from + AT_ONCE).map((name) => askIfThere(getSchema(glue, name))));
    schemas.push(...read.filter((schema) => schema !== undefined));
  }
  return schemas;
}

/** One schema. Throws a WorkflowError when there is none of that name. */
export function readSchema(glue: GlueClient, name: SchemaName): Promise<SchemaSummary> {
  return ask(getSchema(glue, name));
}

async function getSchema(glue: GlueClient, { registry, schema }: SchemaName): Promise<SchemaSummary> {
  const { GetSchemaCommand } = await import('@aws-sdk/client-glue');
  const SchemaId = { RegistryName: registry, SchemaName: schema };
  const answer = await glue.send(new GetSchemaCommand({ SchemaId }));
  return {
    registry,
    schema,
    dataFormat: answer.DataFormat ?? '',
    compatibility: answer.Compatibility ?? '',
    checkpoint: answer.SchemaCheckpoint ?? 1,
    latestVersion: answer.LatestSchemaVersion ?? 0,
    description: answer.Description ?? '',
  };
}

/** The versions of a schema, newest first. */
export async function readVersions(glue: GlueClient, { registry, schema }: SchemaName): Promise<VersionSummary[]> {
  const { ListSchemaVersionsCommand } = await import('@aws-sdk/client-glue');
  const SchemaId = { RegistryName: registry, SchemaName: schema };
  const pages = await askAll((NextToken) => glue.send(new ListSchemaVersionsCommand({ SchemaId, NextToken })));
  return pages
    .flatMap(({ Schemas = [] }) => Schemas)
    .map((item) => ({
      id: item.SchemaVersionId ?? '',
      version: item.VersionNumber ?? 0,
      status: item.Status ?? '',
      createdTime: item.CreatedTime ?? '',
    }))
    .toSorted((a, b) => b.version - a.version);
}

/**
 * The schema that a user means by `schema` or `registry/schema`. Throws a WorkflowError when there is none, or when
 * several registries have one of that name.
 */
export async function findSchema(glue: GlueClient, typed: string, within: Within = {}): Promise<SchemaName> {
  const [wanted, registry] = typed.split('/').toReversed();
  const all = await readSchemaNames(glue, registry === undefined ? within : { registries: [registry] });
  const found = all.filter(({ schema }) => schema === wanted);
  const [name, another] = found;
  if (!name) {
    throw new WorkflowError(`There is no schema ${typed}`, {
      hint: 'See what there is with `npx just registry:schemas`.',
      exitCode: 2,
    });
  }
  if (!another) return name;
  const places = found.map((each) => `\`${each.registry}/${each.schema}\``).join(' or ');
  throw new WorkflowError(`Several registries have a schema ${typed}`, { hint: `Say ${places}.`, exitCode: 2 });
}

async function readSchemaNames(glue: GlueClient, { registries }: Within): Promise<SchemaName[]> {
  const names: SchemaName[] = [];
  for (const RegistryName of registries ?? [undefined]) names.push(...(await listSchemas(glue, RegistryName)));
  return names;
}

async function listSchemas(glue: GlueClient, RegistryName: string | undefined): Promise<SchemaName[]> {
  const { ListSchemasCommand } = await import('@aws-sdk/client-glue');
  const RegistryId = RegistryName === undefined ? undefined : { RegistryName };
  const pages = await askAll((NextToken) => glue.send(new ListSchemasCommand({ RegistryId, NextToken })));
  return pages
    .flatMap(({ Schemas = [] }) => Schemas)
    .map((item) => ({ registry: item.RegistryName ?? '', schema: item.SchemaName ?? '' }));
}
