import type { GetSchemaVersionResponse, GlueClient } from '@aws-sdk/client-glue';
import { type AvroCodec, compileAvro } from './records/avro.ts';
import { messageOf, WorkflowError } from './lib/errors.ts';
import { loadGlue } from './lib/packages.ts';

/** A schema version as the registry describes it. */
export interface SchemaVersion {
  readonly id: string;
  readonly registry: string;
  readonly schema: string;
  readonly version: number;
  /** `AVAILABLE`, `PENDING`, `FAILURE` or `DELETING`. */
  readonly status: string;
  readonly definition: string;
}

/** A schema version that can decode, or the reason why it cannot. */
export interface KnownSchema {
  /** `undefined` when the registry does not have the id. */
  readonly version: SchemaVersion | undefined;
  /** `undefined` when there is no version, or `problem` says why its definition is of no use. */
  readonly codec: AvroCodec | undefined;
  readonly problem: string | undefined;
}

/** Schema versions by id, each asked for once. */
export interface SchemaCache {
  get(id: string): KnownSchema | undefined;
  /** Resolves with what the registry says on `id`. Throws when the registry does not answer. */
  load(id: string): Promise<KnownSchema>;
}

/** A cache in front of a registry; ids are unique over the registries of an account and region. */
export function createSchemaCache(glue: GlueClient): SchemaCache {
  const known = new Map<string, KnownSchema>();
  return {
    get: (id) => known.get(id),
    load: async (id) => {
      const schema = known.get(id) ?? describe(await readSchemaVersion(glue, { SchemaVersionId: id }));
      known.set(id, schema);
      return schema;
    },
  };
}

function describe(version: SchemaVersion | undefined): KnownSchema {
  if (!version) return { version, codec: undefined, problem: 'the registry does not have it' };
  try {
    return { version, codec: compileAvro(version.definition), problem: undefined };
  } catch (error) {
    return { version, codec: undefined, problem: messageOf(error) };
  }
}

interface VersionSelector {
  readonly SchemaVersionId?: string;
  readonly SchemaId?: { readonly RegistryName: string; readonly SchemaName: string };
  readonly SchemaVersionNumber?: { readonly LatestVersion?: boolean; readonly VersionNumber?: number };
}

/** The schema version that `selector` names; `undefined` when there is none. Throws when the registry does not answer. */
export async function readSchemaVersion(
  glue: GlueClient,
  selector: VersionSelector,
): Promise<SchemaVersion | undefined> {
  const { GetSchemaVersionCommand } = loadGlue();
  try {
    return parse(await glue.send(new GetSchemaVersionCommand(selector)));
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'EntityNotFoundException') return undefined;
    throw new WorkflowError(`The Glue Schema Registry does not answer: ${messageOf(cause)}`, {
      hint: 'Start it with `npx just up`, or read its log with `npx just logs glue`.',
      cause,
    });
  }
}

/** `arn:aws:glue:REGION:ACCOUNT:schema/REGISTRY/NAME` is the only place where an answer says whose version it is. */
const ARN = /:schema\/([^/]+)\/([^/]+)$/;

function parse(answer: GetSchemaVersionResponse): SchemaVersion {
  const [, registry = '', schema = ''] = ARN.exec(answer.SchemaArn ?? '') ?? [];
  return {
    id: answer.SchemaVersionId ?? '',
    registry,
    schema,
    version: answer.VersionNumber ?? 0,
    status: answer.Status ?? '',
    definition: answer.SchemaDefinition ?? '',
  };
}
