import type { GlueClient } from '@aws-sdk/client-glue';
import { WorkflowError } from '../lib/errors.ts';
import { ask, askAll } from './ask.ts';

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

/** Every schema of every registry in the client's region. */
export async function readSchemas(glue: GlueClient): Promise<SchemaSummary[]> {
  return Promise.all((await readSchemaNames(glue)).map((name) => readSchema(glue, name)));
}

/** One schema. Throws a WorkflowError when there is none of that name. */
export async function readSchema(glue: GlueClient, { registry, schema }: SchemaName): Promise<SchemaSummary> {
  const { GetSchemaCommand } = await import('@aws-sdk/client-glue');
  const SchemaId = { RegistryName: registry, SchemaName: schema };
  const answer = await ask(glue.send(new GetSchemaCommand({ SchemaId })));
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
export async function findSchema(glue: GlueClient, typed: string): Promise<SchemaName> {
  const all = await readSchemaNames(glue);
  const found = all.filter(({ registry, schema }) => typed === schema || typed === `${registry}/${schema}`);
  const [name, another] = found;
  if (!name) {
    throw new WorkflowError(`There is no schema ${typed}`, {
      hint: 'See what there is with `npx just registry:schemas`.',
      exitCode: 2,
    });
  }
  if (!another) return name;
  const places = found.map(({ registry, schema }) => `\`${registry}/${schema}\``).join(' or ');
  throw new WorkflowError(`Several registries have a schema ${typed}`, { hint: `Say ${places}.`, exitCode: 2 });
}

async function readSchemaNames(glue: GlueClient): Promise<SchemaName[]> {
  const { ListSchemasCommand } = await import('@aws-sdk/client-glue');
  const pages = await askAll((NextToken) => glue.send(new ListSchemasCommand({ NextToken })));
  return pages
    .flatMap(({ Schemas = [] }) => Schemas)
    .map(({ RegistryName = '', SchemaName = '' }) => ({ registry: RegistryName, schema: SchemaName }));
}
