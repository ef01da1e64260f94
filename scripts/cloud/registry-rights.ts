import { randomUUID } from 'node:crypto';
import type { Settings } from '../../configs/settings.ts';
import { glueClient } from '../clients.ts';
import type { Place } from '../connector-files.ts';
import { notChecked } from './finding.ts';
import type { Finding } from './finding.ts';
import { registryCall } from './registry.ts';
import { askFor, notProbed } from './rights.ts';
import type { Right, RightsOptions } from './rights.ts';

/** What the pipeline must be allowed at a registry, a right to a row, asked about a schema that is not there. */
export async function checkRegistryRights(
  settings: Settings,
  place: Place,
  { probeWrites }: RightsOptions,
): Promise<Finding[]> {
  const glue = await import('@aws-sdk/client-glue');
  const client = await glueClient(settings, place.region);
  const SchemaId = { RegistryName: place.name, SchemaName: `probe-${randomUUID()}` };
  const ByDefinition = { SchemaId, SchemaDefinition: '"string"' };
  const right = (action: string): Right => ({
    what: `${action} on registry ${place.name}`,
    call: registryCall(action, place),
  });
  const register = right('glue:RegisterSchemaVersion');
  try {
    const asked = await Promise.all([
      askFor(right('glue:GetSchema'), () => client.send(new glue.GetSchemaCommand({ SchemaId }))),
      askFor(right('glue:ListSchemaVersions'), () => client.send(new glue.ListSchemaVersionsCommand({ SchemaId }))),
      askFor(right('glue:GetSchemaByDefinition'), () =>
        client.send(new glue.GetSchemaByDefinitionCommand(ByDefinition)),
      ),
      askFor(right('glue:GetSchemaVersion'), () =>
        client.send(new glue.GetSchemaVersionCommand({ SchemaVersionId: randomUUID() })),
      ),
      ...(probeWrites
        ? [askFor(register, () => client.send(new glue.RegisterSchemaVersionCommand(ByDefinition)))]
        : []),
    ]);
    return [
      ...asked,
      ...(probeWrites ? [] : [notProbed(register)]),
      notChecked(right('glue:CreateSchema').what, 'no call can ask without making a schema'),
      notChecked(right('glue:PutSchemaVersionMetadata').what, 'no call can ask without a version to describe'),
    ];
  } finally {
    client.destroy();
  }
}
