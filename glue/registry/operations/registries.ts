import * as v from 'valibot';
import { timeText, type Call } from '../call.ts';
import { alreadyExists, GlueError } from '../errors.ts';
import { checkDescription, checkName, checkTags } from '../fields.ts';
import { optional, pageOf, RegistryId, RequiredText, Tags, Text } from '../input.ts';
import { pageOfItems } from '../pages.ts';
import { resolveRegistry } from '../resolve.ts';
import { registryArn } from '../scope.ts';
import type { RegistryRow } from '../store/rows.ts';
import { operation } from './operation.ts';

export const registryOperations = {
  CreateRegistry: operation(
    v.object({ RegistryName: RequiredText, Description: Text, Tags: optional(Tags) }),
    (call, { RegistryName: name, Description: description, Tags: tags = {} }) => {
      checkName(name, 'registryName');
      checkDescription(description);
      checkTags(tags);
      const row = newRegistry(call, { name, description, tags });
      if (call.state.registries.has(name)) throw alreadyExists(`Registry already exists. RegistryName: ${name}`);
      call.commit([{ type: 'registry', row }]);
      return { ...names(call, row), Description: description, Tags: Object.keys(tags).length > 0 ? tags : undefined };
    },
  ),

  GetRegistry: operation(v.object({ RegistryId }), (call, input) =>
    item(call, resolveRegistry(call, input.RegistryId).row),
  ),

  ListRegistries: operation(v.object(pageOf({ max: 100 })), (call, request) => {
    const { now } = call;
    const page = pageOfItems(call.state.registries.values(), { request, now, keyOf: ({ row }) => [row.name] });
    return { Registries: page.items.map(({ row }) => item(call, row)), NextToken: page.nextToken };
  }),

  UpdateRegistry: operation(
    v.object({ RegistryId, Description: RequiredText }),
    (call, { RegistryId: id, Description }) => {
      const { row } = resolveRegistry(call, id);
      checkDescription(Description);
      call.commit([{ type: 'registry', row: { ...row, description: Description, updatedTime: call.now } }]);
      return names(call, row);
    },
  ),

  DeleteRegistry: operation(v.object({ RegistryId }), (call, input) => {
    const { row } = resolveRegistry(call, input.RegistryId);
    call.commit([{ type: 'registry-removed', scope: call.scopeKey, name: row.name }]);
    return { ...names(call, row), Status: 'DELETING' };
  }),
};

/** The row of a new registry. Throws when the account and region holds as many as it may. */
export function newRegistry(
  call: Call,
  { name, description, tags }: Pick<RegistryRow, 'name' | 'description' | 'tags'>,
): RegistryRow {
  if (call.state.registries.size >= call.options.maxRegistries && !call.state.registries.has(name)) {
    throw new GlueError(
      'ResourceNumberLimitExceededException',
      'More registries cannot be created. The maximum limit has been reached.',
    );
  }
  return { scope: call.scopeKey, name, description, tags, createdTime: call.now, updatedTime: call.now };
}

function names(call: Call, row: RegistryRow) {
  return { RegistryArn: registryArn(call.scope, row.name), RegistryName: row.name };
}

function item(call: Call, row: RegistryRow) {
  return {
    ...names(call, row),
    Description: row.description,
    Status: 'AVAILABLE',
    CreatedTime: timeText(row.createdTime),
    UpdatedTime: timeText(row.updatedTime),
  };
}
