import * as v from 'valibot';
import type { Call } from '../call.ts';
import { invalidInput, notFound } from '../errors.ts';
import { checkTags } from '../fields.ts';
import { RequiredText, Tags } from '../input.ts';
import { isOwnArn, parseArn, type ResourceName } from '../scope.ts';
import type { Change, RegistryRow, SchemaRow } from '../store/rows.ts';
import { operation } from './operation.ts';

export const tagOperations = {
  TagResource: operation(
    v.object({ ResourceArn: RequiredText, TagsToAdd: Tags }),
    (call, { ResourceArn, TagsToAdd }) => {
      const { tags, put } = taggedIn(call, ResourceArn) ?? notThere();
      const merged = { ...tags, ...TagsToAdd };
      checkTags(merged);
      call.commit([put(merged)]);
      return {};
    },
  ),

  UntagResource: operation(
    v.object({ ResourceArn: RequiredText, TagsToRemove: v.array(v.string()) }),
    (call, { ResourceArn, TagsToRemove }) => {
      const { tags, put } = taggedIn(call, ResourceArn) ?? notThere();
      call.commit([put(Object.fromEntries(Object.entries(tags).filter(([key]) => !TagsToRemove.includes(key))))]);
      return {};
    },
  ),

  GetTags: operation(v.object({ ResourceArn: RequiredText }), (call, { ResourceArn }) => ({
    Tags: taggedIn(call, ResourceArn)?.tags ?? {},
  })),
};

interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
  readonly put: (tags: Record<string, string>) => Change;
}

/** What an ARN of this region names; `undefined` for one of another region. Throws when it names nothing. */
function taggedIn(call: Call, arn: string): Tagged | undefined {
  const parsed = parseArn(arn);
  if (!parsed) throw invalidInput('');
  if (parsed.region !== call.scope.region) return undefined;
  return (isOwnArn(parsed, call.scope) && parsed.resource && findTagged(call, parsed.resource)) || notThere();
}

function findTagged(call: Call, resource: ResourceName): Tagged | undefined {
  const registry = call.state.registries.get(resource.registry);
  if (resource.kind === 'registry') return registry && taggedRegistry(registry.row);
  const schema = registry?.schemas.get(resource.name);
  return schema && taggedSchema(schema.row);
}

function taggedRegistry(row: RegistryRow): Tagged {
  return { tags: row.tags, put: (tags) => ({ type: 'registry', row: { ...row, tags } }) };
}

function taggedSchema(row: SchemaRow): Tagged {
  return { tags: row.tags, put: (tags) => ({ type: 'schema', row: { ...row, tags } }) };
}

function notThere(): never {
  throw notFound('Entity not found');
}
