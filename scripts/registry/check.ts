import type { GlueClient } from '@aws-sdk/client-glue';
import { formatOf } from '../../glue/registry/definitions/format.ts';
import {
  describeRefusal,
  refusalsOf,
  type CheckpointBase,
  type History,
} from '../../glue/registry/definitions/modes.ts';
import { COMPATIBILITIES, DATA_FORMATS } from '../../glue/registry/store/rows.ts';
import { WorkflowError } from '../lib/errors.ts';
import { readSchemaVersion } from '../schemas.ts';
import { ask, askIfThere } from './ask.ts';
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

interface Checked {
  readonly definition: string;
  /** What the modes without `_ALL` compare with. */
  readonly checkpointBase?: CheckpointBase;
}

/**
 * Says whether a definition would register and why not, without registering it. Only reads, so it works alike against AWS,
 * which has no dry run; what AWS compares with is documented in two ways.
 */
export async function checkDefinition(
  glue: GlueClient,
  name: SchemaName,
  { definition, checkpointBase = 'latest' }: Checked,
): Promise<Check> {
  const schema = await readSchema(glue, name);
  const invalid = await invalidityOf(glue, schema, definition);
  if (invalid !== undefined) return { ...schema, verdict: 'invalid', reasons: [invalid] };
  if (schema.compatibility === 'DISABLED') {
    return { ...schema, verdict: 'disabled', reasons: ['compatibility DISABLED takes no new versions'] };
  }
  const status = await knownStatus(glue, name, definition);
  if (status !== undefined && status !== 'FAILURE') return { ...schema, verdict: 'known', reasons: [] };
  const reasons = await refusalsFor(glue, schema, { definition, checkpointBase });
  if (status === 'FAILURE') return { ...schema, verdict: 'failed', reasons };
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
  const { GetSchemaByDefinitionCommand } = await import('@aws-sdk/client-glue');
  const SchemaId = { RegistryName: name.registry, SchemaName: name.schema };
  const command = new GetSchemaByDefinitionCommand({ SchemaId, SchemaDefinition: definition });
  return (await askIfThere(glue.send(command)))?.Status;
}

async function refusalsFor(
  glue: GlueClient,
  schema: SchemaSummary,
  { definition, checkpointBase = 'latest' }: Checked,
): Promise<string[]> {
  const compatibility = COMPATIBILITIES.find((mode) => mode === schema.compatibility) ?? 'NONE';
  const refusals = refusalsOf({
    format: await formatOf(dataFormatOf(schema)),
    definition,
    compatibility,
    checkpoint: schema.checkpoint,
    history: await readHistory(glue, schema, checkpointBase),
    checkpointBase,
  });
  return refusals.map(describeRefusal);
}

/** The versions that may be compared with, newest first; only those that the mode asks for are read. */
async function readHistory(
  glue: GlueClient,
  schema: SchemaSummary,
  checkpointBase: CheckpointBase,
): Promise<History[]> {
  const versions = await readVersions(glue, schema);
  const candidates = versions.filter(({ status, version }) => status === 'AVAILABLE' && version >= schema.checkpoint);
  const only = checkpointBase === 'latest' ? candidates.slice(0, 1) : candidates.slice(-1);
  const wanted = schema.compatibility.endsWith('_ALL') ? candidates : only;
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
