import type { GlueClient } from '@aws-sdk/client-glue';
import { formatOf } from '../../glue/registry/definitions/format.ts';
import { describeRefusal, refusalsOf, type History } from '../../glue/registry/definitions/modes.ts';
import { COMPATIBILITIES, DATA_FORMATS } from '../../glue/registry/store/rows.ts';
import { WorkflowError } from '../lib/errors.ts';
import { readSchemaVersion } from '../schemas.ts';
import { ask } from './ask.ts';
import { readSchema, readVersions, type SchemaName, type SchemaSummary } from './schema-list.ts';

/** What registering a definition would lead to. */
export interface Check extends SchemaSummary {
  /**
   * `registers`: it becomes the next version. `known`: it is a version already. `failed`: it was refused once, and that is
   * final for a text. `refused`: its compatibility would not do. `disabled`: the schema takes no versions. `invalid`: it
   * is no definition.
   */
  readonly verdict: 'registers' | 'known' | 'failed' | 'refused' | 'disabled' | 'invalid';
  /** Why not, one reason a line: path, reason, direction and version. */
  readonly reasons: readonly string[];
}

/**
 * Says whether a definition would register and why not, without registering it. Only reads, so it works alike against AWS,
 * which has no dry run; what AWS compares with is documented in two ways, and the latest version is taken here.
 */
export async function checkDefinition(glue: GlueClient, name: SchemaName, definition: string): Promise<Check> {
  const schema = await readSchema(glue, name);
  const invalid = await invalidityOf(glue, schema, definition);
  if (invalid !== undefined) return { ...schema, verdict: 'invalid', reasons: [invalid] };
  if (schema.compatibility === 'DISABLED') {
    return { ...schema, verdict: 'disabled', reasons: ['compatibility DISABLED takes no new versions'] };
  }
  const status = await knownStatus(glue, name, definition);
  const reasons = status === undefined || status === 'FAILURE' ? await refusalsFor(glue, schema, definition) : [];
  if (status === 'FAILURE') return { ...schema, verdict: 'failed', reasons };
  if (status !== undefined) return { ...schema, verdict: 'known', reasons };
  return { ...schema, verdict: reasons.length > 0 ? 'refused' : 'registers', reasons };
}

async function invalidityOf(glue: GlueClient, schema: SchemaSummary, definition: string): Promise<string | undefined> {
  const { CheckSchemaVersionValidityCommand } = await import('@aws-sdk/client-glue');
  const input = { DataFormat: dataFormatOf(schema), SchemaDefinition: definition };
  const { Valid, Error: reason } = await ask(glue.send(new CheckSchemaVersionValidityCommand(input)));
  return Valid ? undefined : (reason ?? 'the registry gives no reason');
}

/** The status of the version that has this definition; `undefined` when there is none. */
async function knownStatus(glue: GlueClient, name: SchemaName, definition: string): Promise<string | undefined> {
  const { EntityNotFoundException, GetSchemaByDefinitionCommand } = await import('@aws-sdk/client-glue');
  const SchemaId = { RegistryName: name.registry, SchemaName: name.schema };
  try {
    const command = new GetSchemaByDefinitionCommand({ SchemaId, SchemaDefinition: definition });
    return (await ask(glue.send(command))).Status;
  } catch (error) {
    if (error instanceof WorkflowError && error.cause instanceof EntityNotFoundException) return undefined;
    throw error;
  }
}

async function refusalsFor(glue: GlueClient, schema: SchemaSummary, definition: string): Promise<string[]> {
  const compatibility = COMPATIBILITIES.find((mode) => mode === schema.compatibility) ?? 'NONE';
  const refusals = refusalsOf({
    format: await formatOf(dataFormatOf(schema)),
    definition,
    compatibility,
    checkpoint: schema.checkpoint,
    history: await readHistory(glue, schema),
  });
  return refusals.map(describeRefusal);
}

/** The versions that may be compared with, newest first; only those that the mode asks for are read. */
async function readHistory(glue: GlueClient, schema: SchemaSummary): Promise<History[]> {
  const versions = await readVersions(glue, schema);
  const candidates = versions.filter(({ status, version }) => status === 'AVAILABLE' && version >= schema.checkpoint);
  const wanted = schema.compatibility.endsWith('_ALL') ? candidates : candidates.slice(0, 1);
  const texts: History[] = [];
  for (const { id, version } of wanted) {
    const found = await readSchemaVersion(glue, { SchemaVersionId: id });
    if (found) texts.push({ number: version, definition: found.definition, status: 'AVAILABLE' });
  }
  return texts;
}

function dataFormatOf({ dataFormat }: SchemaSummary) {
  const found = DATA_FORMATS.find((format) => format === dataFormat);
  if (!found) throw new WorkflowError(`Data format ${dataFormat} is not known here`, { exitCode: 2 });
  return found;
}
