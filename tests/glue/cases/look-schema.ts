import assert from 'node:assert/strict';
import { CREATED, createSchema, NO_SCHEMA, NOWHERE, R1, refused, S1, S1_ARN, withSchema, type Case } from '../case.ts';

export const lookCases: readonly Case[] = [
  {
    number: 49,
    evidence: 'sure: NC name; TF ARN',
    title: 'GetSchema answers the same by name and by ARN, with both times and without tags or a version id',
    run: async (world) => {
      await withSchema(world);
      const { CreatedTime, UpdatedTime, ...rest } = await world.call('GetSchema', { SchemaId: S1 });
      assert.ok(CreatedTime === UpdatedTime && CreatedTime !== undefined);
      assert.deepEqual(rest, CREATED);
      const byArn = await world.call('GetSchema', { SchemaId: { SchemaArn: S1_ARN } });
      assert.deepEqual(byArn, { ...rest, CreatedTime, UpdatedTime });
    },
  },
  {
    number: 50,
    evidence: 'sure: NC',
    title: 'GetSchema of a missing one says so with registry, name and ARN',
    run: async (world) => {
      await withSchema(world);
      await refused(
        world.call('GetSchema', { SchemaId: NO_SCHEMA }),
        'EntityNotFoundException',
        'Schema is not found. RegistryName: r1, SchemaName: nope, SchemaArn: null',
      );
    },
  },
  {
    number: 51,
    evidence: 'sure: NC',
    title: 'GetSchema in a missing registry speaks of the registry, without an ARN',
    run: ({ call }) =>
      refused(
        call('GetSchema', { SchemaId: NOWHERE }),
        'EntityNotFoundException',
        'Registry is not found. RegistryName: nope',
      ),
  },
  {
    number: 52,
    evidence: 'sure: MO for Register',
    title: 'GetSchema with an ARN and names is refused',
    run: ({ call }) =>
      refused(
        call('GetSchema', { SchemaId: { ...S1, SchemaArn: S1_ARN } }),
        'InvalidInputException',
        'One of (registryName and schemaName) or schemaArn has to be provided, both cannot be provided.',
      ),
  },
  {
    number: 53,
    evidence: 'assumed',
    title: 'GetSchema with a schema name alone is refused',
    run: ({ call }) =>
      refused(
        call('GetSchema', { SchemaId: { SchemaName: 's1' } }),
        'InvalidInputException',
        'At least one of (registryName and schemaName) or schemaArn has to be provided.',
      ),
  },
  {
    number: 54,
    evidence: 'sure: MDL, DOC',
    title: 'ListSchemas shows no format and no mode, and all registries when none is named',
    run: async (world) => {
      const { call } = world;
      await withSchema(world);
      await call('CreateRegistry', { RegistryName: 'r2' });
      await createSchema(call, { RegistryId: { RegistryName: 'r2' }, SchemaName: 's2' });
      const one = await call('ListSchemas', { RegistryId: R1 });
      const shown =
        /^{"Schemas":\[{"RegistryName":"r1","SchemaName":"s1","SchemaArn":"[^"]*","SchemaStatus":"AVAILABLE","CreatedTime":"[^"]*","UpdatedTime":"[^"]*"}\]}$/;
      assert.match(JSON.stringify(one), shown);
      const all = JSON.stringify(await call('ListSchemas', {}));
      assert.deepEqual(all.match(/"SchemaName":"\w+"/g), ['"SchemaName":"s1"', '"SchemaName":"s2"']);
    },
  },
  {
    number: 55,
    evidence: 'assumed',
    title: 'ListSchemas of a missing registry says so',
    run: ({ call }) =>
      refused(
        call('ListSchemas', { RegistryId: { RegistryName: 'nope' } }),
        'EntityNotFoundException',
        'Registry is not found. RegistryName: nope, RegistryArn: null',
      ),
  },
  {
    number: 56,
    evidence: 'sure: MDL',
    title: 'ListSchemas pages through two schemas one by one',
    run: async (world) => {
      const { call } = world;
      await withSchema(world);
      await createSchema(call, { SchemaName: 's2' });
      const first = await call('ListSchemas', { MaxResults: 1 });
      const second = await call('ListSchemas', { MaxResults: 1, NextToken: first['NextToken'] });
      assert.match(JSON.stringify(first), /"SchemaName":"s1".*"NextToken"/);
      assert.match(JSON.stringify(second), /"SchemaName":"s2"/);
      assert.equal('NextToken' in second, false);
      await refused(call('ListSchemas', { NextToken: 'nonsense' }), 'InvalidInputException', /./);
    },
  },
];
