import { CreateSchemaCommand, RegisterSchemaVersionCommand } from '@aws-sdk/client-glue';
import type { GlueClient } from '@aws-sdk/client-glue';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { readSchemaVersion } from '../../../scripts/schemas.ts';
import { REGISTRY } from './stage.ts';

interface NewSchema {
  readonly schema: string;
  readonly definition: string;
  readonly registry?: string;
}

/** Creates a schema and resolves with the id of its first version. */
export async function createSchema(
  glue: GlueClient,
  { schema, definition, registry = REGISTRY }: NewSchema,
): Promise<string> {
  const { SchemaVersionId = '' } = await glue.send(
    new CreateSchemaCommand({
      RegistryId: { RegistryName: registry },
      SchemaName: schema,
      DataFormat: 'AVRO',
      Compatibility: 'BACKWARD',
      SchemaDefinition: definition,
    }),
  );
  return SchemaVersionId;
}

/** Registers another version, good or bad, and resolves with its id once the registry has decided. */
export async function addVersion(glue: GlueClient, { schema, definition }: NewSchema): Promise<string> {
  const SchemaId = { RegistryName: REGISTRY, SchemaName: schema };
  const { SchemaVersionId = '' } = await glue.send(
    new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition: definition }),
  );
  const isDecided = async () => {
    const version = await readSchemaVersion(glue, { SchemaVersionId });
    return version?.status === 'PENDING' ? undefined : true;
  };
  await waitFor(`a version of ${schema} to be decided`, isDecided, { timeoutMs: 30_000 });
  return SchemaVersionId;
}
