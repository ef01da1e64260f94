import assert from 'node:assert/strict';
import {
  A2,
  A3,
  createSchema,
  NO_SCHEMA,
  noSuchSchema,
  refused,
  register,
  S1,
  S1_ARN,
  withFailure,
  withSchema,
  type Case,
} from '../case.ts';

export const changeCases: readonly Case[] = [
  {
    number: 57,
    evidence: 'sure: NC',
    title: 'UpdateSchema of the mode without a version number is refused and changes nothing',
    run: async (world) => {
      await withSchema(world);
      const calling = world.call('UpdateSchema', { SchemaId: S1, Compatibility: 'NONE' });
      await refused(calling, 'InvalidInputException', 'Schema version checkpoint is missing.');
      assert.equal((await world.call('GetSchema', { SchemaId: S1 }))['Compatibility'], 'BACKWARD');
    },
  },
  {
    number: 58,
    evidence: 'sure: TF, MDL',
    title: 'UpdateSchema leads from DISABLED to FULL and answers ARN, name and registry',
    run: async (world) => {
      await withSchema(world, { Compatibility: 'DISABLED' });
      const input = { SchemaId: S1, SchemaVersionNumber: { LatestVersion: true }, Compatibility: 'FULL' };
      const updated = await world.call('UpdateSchema', input);
      assert.deepEqual(updated, { SchemaArn: S1_ARN, SchemaName: 's1', RegistryName: 'r1' });
      assert.equal((await world.call('GetSchema', { SchemaId: S1 }))['Compatibility'], 'FULL');
    },
  },
  {
    number: 59,
    evidence: 'sure: TF',
    title: 'UpdateSchema changes the description alone when the latest version is named',
    run: async (world) => {
      await withSchema(world);
      await world.call('UpdateSchema', {
        SchemaId: S1,
        SchemaVersionNumber: { LatestVersion: true },
        Description: 'new',
      });
      const { Description, Compatibility } = await world.call('GetSchema', { SchemaId: S1 });
      assert.deepEqual([Description, Compatibility], ['new', 'BACKWARD']);
    },
  },
  {
    number: 60,
    evidence: 'sure: DOC',
    title: 'UpdateSchema moves the checkpoint to the version that it names',
    run: async (world) => {
      await withSchema(world);
      await register(world.call, A2);
      assert.equal((await world.call('GetSchema', { SchemaId: S1 }))['SchemaCheckpoint'], 1);
      await world.call('UpdateSchema', { SchemaId: S1, SchemaVersionNumber: { VersionNumber: 2 } });
      assert.equal((await world.call('GetSchema', { SchemaId: S1 }))['SchemaCheckpoint'], 2);
    },
  },
  {
    number: 61,
    evidence: 'assumed',
    title: 'UpdateSchema to a version that is not there says so',
    run: async (world) => {
      await withSchema(world);
      await refused(
        world.call('UpdateSchema', { SchemaId: S1, SchemaVersionNumber: { VersionNumber: 9 } }),
        'EntityNotFoundException',
        'Schema version is not found. RegistryName: r1, SchemaName: s1, SchemaArn: null, VersionNumber: 9, isLatestVersion: false',
      );
    },
  },
  {
    number: 62,
    evidence: 'assumed',
    title: 'UpdateSchema to a FAILURE version is refused',
    run: async (world) => {
      await withFailure(world);
      const calling = world.call('UpdateSchema', { SchemaId: S1, SchemaVersionNumber: { VersionNumber: 3 } });
      await refused(calling, 'InvalidInputException', /./);
    },
  },
  {
    number: 63,
    evidence: 'assumed',
    title: 'UpdateSchema with a description only is refused',
    run: async (world) => {
      await withSchema(world);
      const calling = world.call('UpdateSchema', { SchemaId: S1, Description: 'new' });
      await refused(calling, 'InvalidInputException', 'Schema version checkpoint is missing.');
    },
  },
  {
    number: 64,
    evidence: 'sure: NC, MO',
    title: 'DeleteSchema works by name and by ARN, and takes the versions with it',
    run: async (world) => {
      const { call } = world;
      const id = await withSchema(world);
      const deleted = await call('DeleteSchema', { SchemaId: S1 });
      assert.deepEqual(deleted, { SchemaArn: S1_ARN, SchemaName: 's1', Status: 'DELETING' });
      await noSuchSchema(world);
      const reading = call('GetSchemaVersion', { SchemaVersionId: id });
      await refused(reading, 'EntityNotFoundException', /Schema version is not found\./);
      await createSchema(call);
      assert.deepEqual(await call('DeleteSchema', { SchemaId: { SchemaArn: S1_ARN } }), deleted);
    },
  },
  {
    number: 65,
    evidence: 'sure: NC',
    title: 'DeleteSchema of a missing one says so with registry, name and ARN',
    run: async (world) => {
      await withSchema(world);
      await refused(
        world.call('DeleteSchema', { SchemaId: NO_SCHEMA }),
        'EntityNotFoundException',
        'Schema is not found. RegistryName: r1, SchemaName: nope, SchemaArn: null',
      );
    },
  },
  {
    number: 66,
    evidence: 'assumed',
    title: 'a schema that is made again starts at version 1 with a new id',
    run: async (world) => {
      const { call } = world;
      const old = await withSchema(world);
      await register(call, A2);
      await call('DeleteSchema', { SchemaId: S1 });
      const fresh = await createSchema(call, { SchemaDefinition: A3 });
      assert.notEqual(fresh, old);
      assert.equal((await call('GetSchema', { SchemaId: S1 }))['LatestSchemaVersion'], 1);
    },
  },
  {
    number: 67,
    evidence: 'sure: DOC',
    title: 'a deleted schema is not listed any more',
    run: async (world) => {
      const { call } = world;
      await withSchema(world);
      await createSchema(call, { SchemaName: 's2' });
      await call('DeleteSchema', { SchemaId: S1 });
      assert.deepEqual(JSON.stringify(await call('ListSchemas', {})).match(/"SchemaName":"\w+"/g), [
        '"SchemaName":"s2"',
      ]);
    },
  },
];
