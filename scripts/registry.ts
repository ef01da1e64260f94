import type { GlueClient } from '@aws-sdk/client-glue';
import { waitFor } from './lib/wait.ts';
import { WorkflowError } from './lib/errors.ts';
import { ask } from './registry/ask.ts';
import { checkDefinition, type Check } from './registry/check.ts';
import { readVersions, type SchemaName } from './registry/schema-list.ts';
import { readSchemaVersion, type SchemaVersion } from './schemas.ts';

export { checkDefinition, type Check } from './registry/check.ts';
export { findSchema, readSchemas, readVersions, type SchemaName } from './registry/schema-list.ts';

const SETTLE_TIMEOUT_MS = 30_000;

interface Numbered {
  /** The latest AVAILABLE one when it is missing. */
  readonly version?: number | undefined;
}

/** One version with its definition. Throws a WorkflowError when there is none of that number. */
export async function showVersion(
  glue: GlueClient,
  { registry, schema }: SchemaName,
  { version }: Numbered = {},
): Promise<SchemaVersion> {
  const found = await readSchemaVersion(glue, {
    SchemaId: { RegistryName: registry, SchemaName: schema },
    SchemaVersionNumber: version === undefined ? { LatestVersion: true } : { VersionNumber: version },
  });
  if (found) return found;
  throw new WorkflowError(`${registry}/${schema} has no version ${version ?? 'that is AVAILABLE'}`, {
    hint: `See which there are with \`npx just registry:versions ${schema}\`.`,
    exitCode: 2,
  });
}

/** A JSON Patch that turns the definition of one version into that of another. */
export async function diffVersions(
  glue: GlueClient,
  { registry, schema }: SchemaName,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<string> {
  const { GetSchemaVersionsDiffCommand } = await import('@aws-sdk/client-glue');
  const command = new GetSchemaVersionsDiffCommand({
    SchemaId: { RegistryName: registry, SchemaName: schema },
    FirstSchemaVersionNumber: { VersionNumber: from },
    SecondSchemaVersionNumber: { VersionNumber: to },
    SchemaDiffType: 'SYNTAX_DIFF',
  });
  return (await ask(glue.send(command))).Diff ?? '[]';
}

/**
 * Registers a definition and resolves with its version once that is AVAILABLE. Throws a WorkflowError with path and reason
 * when the registry refuses it, which AWS itself gives no reason for.
 */
export async function registerDefinition(
  glue: GlueClient,
  name: SchemaName,
  definition: string,
): Promise<SchemaVersion> {
  const { RegisterSchemaVersionCommand } = await import('@aws-sdk/client-glue');
  const SchemaId = { RegistryName: name.registry, SchemaName: name.schema };
  const command = new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition: definition });
  const { SchemaVersionId = '', VersionNumber } = await ask(glue.send(command));
  const settled = async () => {
    const version = await readSchemaVersion(glue, { SchemaVersionId });
    return version?.status === 'PENDING' ? undefined : version;
  };
  const what = `version ${VersionNumber} of ${name.registry}/${name.schema} to be decided`;
  const version = await waitFor(what, settled, { timeoutMs: SETTLE_TIMEOUT_MS });
  if (version.status === 'AVAILABLE') return version;
  const { reasons, compatibility } = await explainRefusal(glue, name, definition);
  throw new WorkflowError(
    [
      `The registry refused version ${VersionNumber} of ${name.registry}/${name.schema} under ${compatibility}`,
      ...reasons,
    ].join('\n  '),
    { hint: 'A refused text stays refused: change the definition before you register it again.', exitCode: 1 },
  );
}

/** What the registry compares with it does not say; what explains its refusal it must have been. */
async function explainRefusal(glue: GlueClient, name: SchemaName, definition: string): Promise<Check> {
  const check = await checkDefinition(glue, name, { definition });
  return check.reasons.length > 0 ? check : checkDefinition(glue, name, { definition, checkpointBase: 'checkpoint' });
}

/** Names what {@link removeSchema} would take away, one thing a line. */
export async function planRemoval(glue: GlueClient, name: SchemaName, { version }: Numbered = {}): Promise<string[]> {
  const label = `${name.registry}/${name.schema}`;
  if (version !== undefined) return [`version ${(await showVersion(glue, name, { version })).version} of ${label}`];
  const versions = await readVersions(glue, name);
  return [`schema ${label}`, ...versions.map((item) => `version ${item.version} of ${label} (${item.status})`)];
}

/** Deletes a schema with all its versions, or just one version. Throws a WorkflowError when the registry refuses. */
export async function removeSchema(
  glue: GlueClient,
  { registry, schema }: SchemaName,
  { version }: Numbered = {},
): Promise<void> {
  const { DeleteSchemaCommand, DeleteSchemaVersionsCommand } = await import('@aws-sdk/client-glue');
  const SchemaId = { RegistryName: registry, SchemaName: schema };
  if (version === undefined) {
    await ask(glue.send(new DeleteSchemaCommand({ SchemaId })));
    return;
  }
  const command = new DeleteSchemaVersionsCommand({ SchemaId, Versions: String(version) });
  const { SchemaVersionErrors: [problem] = [] } = await ask(glue.send(command));
  if (problem) throw new WorkflowError(`Version ${version}: ${problem.ErrorDetails?.ErrorMessage}`, { exitCode: 2 });
}
