import type { Change, MetadataRow, RegistryRow, SchemaRow, VersionRow } from './rows.ts';

export interface Version {
  row: VersionRow;
  readonly schema: Schema;
  /** Oldest first. */
  readonly metadata: MetadataRow[];
}

export interface Schema {
  row: SchemaRow;
  readonly registry: Registry;
  readonly versions: Map<number, Version>;
  readonly byFingerprint: Map<string, Version>;
}

export interface Registry {
  row: RegistryRow;
  readonly schemas: Map<string, Schema>;
}

/** What one account and region holds. */
export interface ScopeState {
  readonly registries: Map<string, Registry>;
  readonly versions: Map<string, Version>;
}

/** Everything the registry knows. Changed by {@link applyChange} only, so that the log replays to the same state. */
export type State = Map<string, ScopeState>;

/** The part of the state that belongs to a scope; made when it is asked for first. */
export function scopeState(state: State, scope: string): ScopeState {
  let found = state.get(scope);
  if (!found) {
    found = { registries: new Map(), versions: new Map() };
    state.set(scope, found);
  }
  return found;
}

/** The highest number that a schema still holds, failed versions included. */
export function highestNumber({ row, versions }: Schema): number {
  let number = row.nextVersion - 1;
  while (number > 0 && !versions.has(number)) number--;
  return number;
}

/** Carries out one change. Throws when it speaks of something that is not there: the log is then not one of ours. */
export function applyChange(state: State, change: Change): void {
  switch (change.type) {
    case 'registry':
      putRegistry(scopeState(state, change.row.scope), change.row);
      break;
    case 'schema':
      putSchema(scopeState(state, change.row.scope), change.row);
      break;
    case 'version':
      putVersion(scopeState(state, change.row.scope), change.row);
      break;
    case 'metadata':
      versionIn(scopeState(state, change.row.scope), change.row.versionId).metadata.push(change.row);
      break;
    case 'registry-removed':
      removeRegistry(scopeState(state, change.scope), change.name);
      break;
    case 'schema-removed':
      removeSchema(scopeState(state, change.scope), schemaIn(scopeState(state, change.scope), change));
      break;
    case 'version-removed':
      removeVersion(scopeState(state, change.scope), change.id);
      break;
    case 'metadata-removed':
      removeMetadata(versionIn(scopeState(state, change.scope), change.versionId), change);
      break;
  }
}

/** The rows of a state, in an order in which they can be applied. */
export function* changesOf(state: State): Generator<Change> {
  for (const scope of state.values()) {
    for (const registry of scope.registries.values()) {
      yield { type: 'registry', row: registry.row };
      for (const schema of registry.schemas.values()) {
        yield { type: 'schema', row: schema.row };
        for (const version of schema.versions.values()) {
          yield { type: 'version', row: version.row };
          for (const row of version.metadata) yield { type: 'metadata', row };
        }
      }
    }
  }
}

function putRegistry(scope: ScopeState, row: RegistryRow): void {
  const registry = scope.registries.get(row.name);
  if (registry) registry.row = row;
  else scope.registries.set(row.name, { row, schemas: new Map() });
}

function putSchema(scope: ScopeState, row: SchemaRow): void {
  const registry = required(scope.registries.get(row.registry), `registry ${row.registry}`);
  const schema = registry.schemas.get(row.name);
  if (schema) schema.row = row;
  else registry.schemas.set(row.name, { row, registry, versions: new Map(), byFingerprint: new Map() });
}

function putVersion(scope: ScopeState, row: VersionRow): void {
  const existing = scope.versions.get(row.id);
  if (existing) {
    existing.row = row;
    return;
  }
  const schema = schemaIn(scope, { registry: row.registry, name: row.schema });
  const version: Version = { row, schema, metadata: [] };
  scope.versions.set(row.id, version);
  schema.versions.set(row.number, version);
  schema.byFingerprint.set(row.fingerprint, version);
}

function removeRegistry(scope: ScopeState, name: string): void {
  const registry = required(scope.registries.get(name), `registry ${name}`);
  for (const schema of registry.schemas.values()) removeSchema(scope, schema);
  scope.registries.delete(name);
}

function removeSchema(scope: ScopeState, schema: Schema): void {
  for (const version of schema.versions.values()) scope.versions.delete(version.row.id);
  schema.registry.schemas.delete(schema.row.name);
}

function removeVersion(scope: ScopeState, id: string): void {
  const { row, schema } = versionIn(scope, id);
  scope.versions.delete(id);
  schema.versions.delete(row.number);
  schema.byFingerprint.delete(row.fingerprint);
}

function removeMetadata(version: Version, { key, value }: { readonly key: string; readonly value: string }): void {
  const index = version.metadata.findIndex((row) => row.key === key && row.value === value);
  if (index >= 0) version.metadata.splice(index, 1);
}

function schemaIn(scope: ScopeState, { registry, name }: { readonly registry: string; readonly name: string }): Schema {
  return required(scope.registries.get(registry)?.schemas.get(name), `schema ${registry}/${name}`);
}

function versionIn(scope: ScopeState, id: string): Version {
  return required(scope.versions.get(id), `schema version ${id}`);
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`No ${what} to change`);
  return value;
}
