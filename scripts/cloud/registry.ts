import type { Settings } from '../../configs/settings.ts';
import { glueClient } from '../clients.ts';
import type { Place } from '../connector-files.ts';
import { isMissing, refusal } from './refusal.ts';
import type { Call } from './refusal.ts';

/** The registry is there and its schemas can be read. */
export async function checkRegistry(settings: Settings, place: Place): Promise<string> {
  const { GetRegistryCommand, ListSchemasCommand } = await import('@aws-sdk/client-glue');
  const client = await glueClient(settings, place.region);
  const RegistryId = { RegistryName: place.name };
  try {
    await client.send(new GetRegistryCommand({ RegistryId })).catch(refused('glue:GetRegistry', place));
    const { Schemas = [] } = await client
      .send(new ListSchemasCommand({ RegistryId, MaxResults: 100 }))
      .catch(refused('glue:ListSchemas', place));
    return `in ${place.region}, ${Schemas.length} schemas`;
  } finally {
    client.destroy();
  }
}

/** Creates the registry if it is not there; says whether it did. */
export async function createRegistry(settings: Settings, place: Place): Promise<boolean> {
  const { CreateRegistryCommand, GetRegistryCommand } = await import('@aws-sdk/client-glue');
  const client = await glueClient(settings, place.region);
  try {
    await client.send(new GetRegistryCommand({ RegistryId: { RegistryName: place.name } }));
    return false;
  } catch (error) {
    if (!isMissing(error)) throw refusal(error, registryCall('glue:GetRegistry', place));
    await client
      .send(new CreateRegistryCommand({ RegistryName: place.name }))
      .catch(refused('glue:CreateRegistry', place));
    return true;
  } finally {
    client.destroy();
  }
}

/** Names of the registry's schemas. */
export async function listSchemas(settings: Settings, place: Place): Promise<string[]> {
  const { paginateListSchemas } = await import('@aws-sdk/client-glue');
  const client = await glueClient(settings, place.region);
  const names: string[] = [];
  try {
    const pages = paginateListSchemas({ client }, { RegistryId: { RegistryName: place.name } });
    for await (const { Schemas = [] } of pages) names.push(...Schemas.flatMap(({ SchemaName }) => SchemaName ?? []));
    return names;
  } catch (error) {
    if (isMissing(error)) return [];
    throw refusal(error, registryCall('glue:ListSchemas', place));
  } finally {
    client.destroy();
  }
}

/** Deletes these schemas; the registry stays. */
export async function deleteSchemas(settings: Settings, place: Place, names: readonly string[]): Promise<void> {
  const { DeleteSchemaCommand } = await import('@aws-sdk/client-glue');
  const client = await glueClient(settings, place.region);
  try {
    for (const SchemaName of names) {
      await client
        .send(new DeleteSchemaCommand({ SchemaId: { RegistryName: place.name, SchemaName } }))
        .catch(refused('glue:DeleteSchema', place));
    }
  } finally {
    client.destroy();
  }
}

/** A call that concerns a registry, for the sentence about its refusal. */
export function registryCall(action: string, { name, region }: Place): Call {
  return { action, resource: `registry ${name}`, region };
}

function refused(action: string, place: Place): (cause: unknown) => never {
  return (cause) => {
    throw refusal(cause, registryCall(action, place));
  };
}
