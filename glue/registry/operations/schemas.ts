import * as v from 'valibot';
import { timeText, type Call } from '../call.ts';
import { formatOf } from '../definitions/format.ts';
import { readDefinition } from '../definitions/read.ts';
import { alreadyExists, invalidInput, notFound } from '../errors.ts';
import { checkDefinition, checkDescription, checkName, checkTags } from '../fields.ts';
import { optional, pageOf, RegistryId, RequiredText, SchemaId, Tags, Text, VersionNumber } from '../input.ts';
import { pageOfItems } from '../pages.ts';
import { DEFAULT_REGISTRY, registryNameOf, resolveNumber, resolveRegistry, resolveSchema } from '../resolve.ts';
import { registryArn, schemaArn } from '../scope.ts';
import {
  COMPATIBILITIES,
  DATA_FORMATS,
  type Change,
  type Compatibility,
  type DataFormat,
  type SchemaRow,
} from '../store/rows.ts';
import { highestNumber, type Schema } from '../store/state.ts';
import { newVersion } from './new-version.ts';
import { operation } from './operation.ts';
import { newRegistry } from './registries.ts';

const CreateSchema = v.object({
  RegistryId: optional(RegistryId),
  SchemaName: RequiredText,
  DataFormat: RequiredText,
  Compatibility: Text,
  Description: Text,
  Tags: optional(Tags),
  SchemaDefinition: Text,
});

export const schemaOperations = {
  CreateSchema: operation(CreateSchema, createSchema),

  GetSchema: operation(v.object({ SchemaId }), (call, input) => {
    const schema = resolveSchema(call, input.SchemaId);
    const { createdTime, updatedTime } = schema.row;
    return { ...describe(call, schema), CreatedTime: timeText(createdTime), UpdatedTime: timeText(updatedTime) };
  }),

  ListSchemas: operation(v.object({ RegistryId: optional(RegistryId), ...pageOf({ max: 100 }) }), (call, input) => {
    const registries = input.RegistryId ? [resolveRegistry(call, input.RegistryId)] : call.state.registries.values();
    const schemas = [...registries].flatMap((registry) => [...registry.schemas.values()]);
    const page = pageOfItems(schemas, {
      request: input,
      now: call.now,
      keyOf: ({ row }) => [row.registry, row.name],
    });
    return { Schemas: page.items.map(({ row }) => item(call, row)), NextToken: page.nextToken };
  }),

  UpdateSchema: operation(
    v.object({ SchemaId, SchemaVersionNumber: optional(VersionNumber), Compatibility: Text, Description: Text }),
    (call, input) => {
      const { row } = resolveSchema(call, input.SchemaId, 'short');
      const compatibility =
        input.Compatibility === undefined ? row.compatibility : compatibilityOf(input.Compatibility);
      checkDescription(input.Description);
      const checkpoint = checkpointOf(call, { id: input.SchemaId, number: input.SchemaVersionNumber });
      const description = input.Description ?? row.description;
      call.commit([{ type: 'schema', row: { ...row, compatibility, description, checkpoint, updatedTime: call.now } }]);
      return { SchemaArn: schemaArn(call.scope, row), SchemaName: row.name, RegistryName: row.registry };
    },
  ),

  DeleteSchema: operation(v.object({ SchemaId }), (call, input) => {
    const { row } = resolveSchema(call, input.SchemaId);
    call.commit([{ type: 'schema-removed', scope: call.scopeKey, registry: row.registry, name: row.name }]);
    return { SchemaArn: schemaArn(call.scope, row), SchemaName: row.name, Status: 'DELETING' };
  }),
};

/** The order of the checks is that of moto, which was reviewed by an engineer of the service. */
async function createSchema(call: Call, input: v.InferOutput<typeof CreateSchema>): Promise<object> {
  const registry = registryNameOf(call, input.RegistryId ?? {});
  checkRegistry(call, { registry, arn: input.RegistryId?.RegistryArn });
  checkName(input.SchemaName, 'schemaName');
  const format = await formatOf(dataFormatOf(input.DataFormat));
  // From here on nothing waits: two that create the same schema at once get one winner.
  const compatibility = compatibilityOf(input.Compatibility);
  checkDescription(input.Description);
  const tags = input.Tags ?? {};
  checkTags(tags);
  const text = checkDefinition(input.SchemaDefinition);
  const definition = readDefinition(format, text);
  const row: SchemaRow = {
    scope: call.scopeKey,
    registry,
    name: input.SchemaName,
    dataFormat: format.dataFormat,
    compatibility,
    description: input.Description,
    tags,
    checkpoint: 1,
    nextVersion: 2,
    createdTime: call.now,
    updatedTime: call.now,
  };
  const version = newVersion(call, { schema: row, number: 1, text, definition, status: 'AVAILABLE' });
  if (call.state.registries.get(registry)?.schemas.has(row.name)) {
    throw alreadyExists(`Schema already exists. SchemaName: ${row.name}`);
  }
  call.commit([...registryFor(call, registry), { type: 'schema', row }, { type: 'version', row: version }]);
  return {
    ...describe(call, resolveSchema(call, { RegistryName: registry, SchemaName: row.name })),
    Tags: Object.keys(tags).length > 0 ? tags : undefined,
    SchemaVersionId: version.id,
    SchemaVersionStatus: version.status,
  };
}

function checkRegistry(call: Call, { registry, arn }: { readonly registry: string; readonly arn: string | undefined }) {
  if (call.state.registries.has(registry) || (registry === DEFAULT_REGISTRY && arn === undefined)) return;
  throw notFound(arn === undefined ? `Registry is not found. RegistryName: ${registry}` : missingArn(arn));
}

function missingArn(arn: string): string {
  return `Registry is not found. RegistryName: null, RegistryArn: ${arn}`;
}

/** The default registry comes into being with its first schema. */
function registryFor(call: Call, name: string): Change[] {
  if (call.state.registries.has(name)) return [];
  if (name !== DEFAULT_REGISTRY) throw notFound(`Registry is not found. RegistryName: ${name}`);
  return [{ type: 'registry', row: newRegistry(call, { name, description: undefined, tags: {} }) }];
}

function checkpointOf(
  call: Call,
  { id, number }: { readonly id: SchemaId; readonly number: VersionNumber | undefined },
): number {
  if (number === undefined) throw invalidInput('Schema version checkpoint is missing.');
  const { row } = resolveNumber(call, { id, number });
  if (row.status !== 'AVAILABLE') throw invalidInput(`Schema version is not available. VersionNumber: ${row.number}`);
  return row.number;
}

/** Reads a data format by its name. */
export function dataFormatOf(text: string): DataFormat {
  const found = DATA_FORMATS.find((format) => format === text);
  if (!found) throw invalidInput('Data format is not valid.');
  return found;
}

function compatibilityOf(text: string | undefined): Compatibility {
  const found = COMPATIBILITIES.find((compatibility) => compatibility === text);
  if (!found) throw invalidInput('Compatibility is not valid.');
  return found;
}

function describe(call: Call, schema: Schema) {
  const { row } = schema;
  return {
    RegistryName: row.registry,
    RegistryArn: registryArn(call.scope, row.registry),
    SchemaName: row.name,
    SchemaArn: schemaArn(call.scope, row),
    Description: row.description,
    DataFormat: row.dataFormat,
    Compatibility: row.compatibility,
    SchemaCheckpoint: row.checkpoint,
    LatestSchemaVersion: highestNumber(schema),
    NextSchemaVersion: row.nextVersion,
    SchemaStatus: 'AVAILABLE',
  };
}

function item(call: Call, row: SchemaRow) {
  return {
    RegistryName: row.registry,
    SchemaName: row.name,
    SchemaArn: schemaArn(call.scope, row),
    Description: row.description,
    SchemaStatus: 'AVAILABLE',
    CreatedTime: timeText(row.createdTime),
    UpdatedTime: timeText(row.updatedTime),
  };
}
