import type { GlueClient } from '@aws-sdk/client-glue';
import type { Compatibility } from '../../glue/registry/store/rows.ts';
import { COMPATIBILITIES } from '../../glue/registry/store/rows.ts';
import { WorkflowError } from '../lib/errors.ts';
import { loadGlue } from '../lib/packages.ts';
import { readSchema, readVersions, type SchemaName } from '../registry/schema-list.ts';
import { readSchemaVersion } from '../schemas.ts';

/** A version that records may name. */
export interface HistoryVersion {
  readonly number: number;
  readonly definition: string;
}

/** A schema with all that it ever was. */
export interface SchemaHistory extends SchemaName {
  readonly dataFormat: string;
  readonly compatibility: Compatibility;
  /** The version from which on the mode compares. */
  readonly checkpoint: number;
  /** The AVAILABLE ones, newest first. */
  readonly versions: readonly HistoryVersion[];
  /** Every number that the registry still has, versions that it refused included. */
  readonly numbers: ReadonlySet<number>;
}

/** Reads schemas, each once. */
export interface SchemaHistories {
  /** `undefined` when there is no such schema. Throws when the registry does not answer. */
  load(name: SchemaName): Promise<SchemaHistory | undefined>;
}

export function createSchemaHistories(glue: GlueClient): SchemaHistories {
  const known = new Map<string, Promise<SchemaHistory | undefined>>();
  return {
    load: (name) => {
      const key = `${name.registry}/${name.schema}`;
      const history = known.get(key) ?? readHistory(glue, name);
      known.set(key, history);
      return history;
    },
  };
}

async function readHistory(glue: GlueClient, name: SchemaName): Promise<SchemaHistory | undefined> {
  const { EntityNotFoundException } = loadGlue();
  try {
    const { dataFormat, compatibility, checkpoint } = await readSchema(glue, name);
    const all = await readVersions(glue, name);
    return {
      ...name,
      dataFormat,
      checkpoint,
      compatibility: COMPATIBILITIES.find((mode) => mode === compatibility) ?? 'NONE',
      versions: await readAvailable(glue, all),
      numbers: new Set(all.map(({ version }) => version)),
    };
  } catch (error) {
    if (error instanceof WorkflowError && error.cause instanceof EntityNotFoundException) return undefined;
    throw error;
  }
}

async function readAvailable(
  glue: GlueClient,
  all: Awaited<ReturnType<typeof readVersions>>,
): Promise<HistoryVersion[]> {
  const versions: HistoryVersion[] = [];
  for (const { id, version, status } of all) {
    const found = status === 'AVAILABLE' ? await readSchemaVersion(glue, { SchemaVersionId: id }) : undefined;
    if (found) versions.push({ number: version, definition: found.definition });
  }
  return versions;
}
