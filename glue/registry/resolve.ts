import type { Call } from './call.ts';
import { type GlueError, invalidInput, notFound } from './errors.ts';
import { checkArn, checkName, checkVersionId } from './fields.ts';
import type { RegistryId, SchemaId, VersionNumber, VersionSelector } from './input.ts';
import { isOwnArn, parseArn, type ResourceName } from './scope.ts';
import { highestNumber, type Registry, type Schema, type Version } from './store/state.ts';

/** Made when a schema is created in it. Until then lookups speak of the missing schema, so that clients create it. */
export const DEFAULT_REGISTRY = 'default-registry';

/** The name that a RegistryId stands for, `default-registry` for an empty one; whether there is such a registry is not asked. */
export function registryNameOf(call: Call, { RegistryName, RegistryArn }: RegistryId): string {
  if (RegistryName !== undefined && RegistryArn !== undefined) {
    throw invalidInput('One of registryName or registryArn has to be provided, both cannot be provided.');
  }
  if (RegistryName !== undefined) checkName(RegistryName, 'registryName');
  if (RegistryArn === undefined) return RegistryName ?? DEFAULT_REGISTRY;
  checkArn(RegistryArn, 'registryArn');
  const resource = resourceIn(call, RegistryArn);
  // The ARN of a schema names its registry too, and DeleteRegistry must not take it for that.
  return resource?.kind === 'registry' ? resource.registry : RegistryArn;
}

/** The registry of a RegistryId. Throws an EntityNotFoundException in the words of GetRegistry. */
export function resolveRegistry(call: Call, id: RegistryId): Registry {
  const name = registryNameOf(call, id);
  const registry = call.state.registries.get(name);
  if (registry) return registry;
  const asked = id.RegistryArn === undefined ? name : null;
  throw notFound(`Registry is not found. RegistryName: ${asked}, RegistryArn: ${id.RegistryArn ?? null}`);
}

/** How an operation words a missing schema: Java clients look for the short text. */
export type MissingSchemaText = 'full' | 'short';

/** The schema of a SchemaId. Throws an EntityNotFoundException for a missing registry or schema. */
export function resolveSchema(call: Call, id: SchemaId, missing: MissingSchemaText = 'full'): Schema {
  const { registry, name } = schemaNameOf(id);
  const isForeign = id.SchemaArn !== undefined && resourceIn(call, id.SchemaArn) === undefined;
  const found = isForeign ? undefined : call.state.registries.get(registry);
  if (!found && id.SchemaArn === undefined && registry !== DEFAULT_REGISTRY) {
    throw notFound(`Registry is not found. RegistryName: ${registry}`);
  }
  const schema = found?.schemas.get(name);
  if (schema) return schema;
  const names = `RegistryName: ${registry}, SchemaName: ${name}, SchemaArn: ${id.SchemaArn ?? null}`;
  throw notFound(missing === 'short' ? 'Schema is not found.' : `Schema is not found. ${names}`);
}

function schemaNameOf({ SchemaArn, RegistryName, SchemaName }: SchemaId) {
  if (SchemaArn !== undefined) {
    if (RegistryName !== undefined || SchemaName !== undefined) {
      throw invalidInput(
        'One of (registryName and schemaName) or schemaArn has to be provided, both cannot be provided.',
      );
    }
    checkArn(SchemaArn, 'schemaArn');
    const resource = parseArn(SchemaArn)?.resource;
    return resource?.kind === 'schema' ? resource : { registry: '', name: '' };
  }
  if (RegistryName === undefined || SchemaName === undefined) throw noSchemaId();
  checkName(RegistryName, 'registryName');
  checkName(SchemaName, 'schemaName');
  return { registry: RegistryName, name: SchemaName };
}

/** The version that a request selects by id, or by schema and number or latest. */
export function resolveVersion(
  call: Call,
  { SchemaVersionId, SchemaId, SchemaVersionNumber }: VersionSelector,
): Version {
  if (SchemaVersionId === undefined) {
    if (SchemaId === undefined) throw noSchemaId();
    return resolveNumber(call, { id: SchemaId, number: SchemaVersionNumber });
  }
  if (SchemaId !== undefined || SchemaVersionNumber !== undefined) {
    throw invalidInput('No other input parameters can be specified when fetching by SchemaVersionId.');
  }
  checkVersionId(SchemaVersionId);
  const version = call.state.versions.get(SchemaVersionId);
  if (!version) throw notFound(`Schema version is not found. SchemaVersionId: ${SchemaVersionId}`);
  return version;
}

interface NumberedVersion {
  readonly id: SchemaId;
  readonly number: VersionNumber | undefined;
}

/** The version of a schema that a SchemaVersionNumber stands for; the latest is the highest AVAILABLE one. */
export function resolveNumber(call: Call, { id, number }: NumberedVersion): Version {
  const wanted = number?.VersionNumber;
  const latest = number?.LatestVersion === true;
  if (wanted === undefined && !latest) throw invalidInput('One of version number (or) latest version is required.');
  if (wanted !== undefined && latest) throw invalidInput('Only one of VersionNumber or LatestVersion is required.');
  const schema = resolveSchema(call, id);
  const version = wanted === undefined ? latestAvailable(schema) : schema.versions.get(wanted);
  if (version) return version;
  const { registry, name } = schema.row;
  const names = `RegistryName: ${registry}, SchemaName: ${name}, SchemaArn: ${id.SchemaArn ?? null}`;
  throw notFound(`Schema version is not found. ${names}, VersionNumber: ${wanted ?? null}, isLatestVersion: ${latest}`);
}

function latestAvailable(schema: Schema): Version | undefined {
  for (let number = highestNumber(schema); number > 0; number--) {
    const version = schema.versions.get(number);
    if (version?.row.status === 'AVAILABLE') return version;
  }
  return undefined;
}

/** What an ARN names, when that is in the scope of the request. */
function resourceIn(call: Call, arn: string): ResourceName | undefined {
  const parsed = parseArn(arn);
  return parsed && isOwnArn(parsed, call.scope) ? parsed.resource : undefined;
}

function noSchemaId(): GlueError {
  return invalidInput('At least one of (registryName and schemaName) or schemaArn has to be provided.');
}
