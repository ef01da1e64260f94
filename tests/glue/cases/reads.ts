import assert from 'node:assert/strict';
import {
  A1,
  A2,
  BAD_CHARACTERS,
  createSchema,
  NO_SCHEMA,
  NOWHERE,
  refused,
  register,
  reordered,
  S1,
  S1_ARN,
  withSchema,
  type Case,
} from '../case.ts';

const FIRST = { VersionNumber: 1 };
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

export const readCases: readonly Case[] = [
  {
    number: 93,
    evidence: 'sure: NC',
    title: 'GetSchemaVersion by id answers seven members, the text byte for byte as first registered',
    run: async (world) => {
      const text = reordered(A1);
      const id = await withSchema(world, { SchemaDefinition: text });
      await register(world.call, A1);
      const { CreatedTime, ...rest } = await world.call('GetSchemaVersion', { SchemaVersionId: id });
      assert.ok(CreatedTime);
      assert.deepEqual(rest, {
        SchemaVersionId: id,
        SchemaDefinition: text,
        DataFormat: 'AVRO',
        SchemaArn: S1_ARN,
        VersionNumber: 1,
        Status: 'AVAILABLE',
      });
    },
  },
  {
    number: 94,
    evidence: 'sure: NC',
    title: 'GetSchemaVersion by number answers the same as by id',
    run: async (world) => {
      const id = await withSchema(world);
      const byNumber = await world.call('GetSchemaVersion', { SchemaId: S1, SchemaVersionNumber: FIRST });
      assert.deepEqual(byNumber, await world.call('GetSchemaVersion', { SchemaVersionId: id }));
    },
  },
  {
    number: 95,
    evidence: 'sure: MO',
    title: 'GetSchemaVersion of nothing is refused',
    run: ({ call }) =>
      refused(
        call('GetSchemaVersion', {}),
        'InvalidInputException',
        'At least one of (registryName and schemaName) or schemaArn has to be provided.',
      ),
  },
  {
    number: 96,
    evidence: 'sure: MO',
    title: 'an id together with a schema is refused',
    run: ({ call }) =>
      refused(
        call('GetSchemaVersion', { SchemaVersionId: UNKNOWN_ID, SchemaId: S1 }),
        'InvalidInputException',
        'No other input parameters can be specified when fetching by SchemaVersionId.',
      ),
  },
  {
    number: 97,
    evidence: 'sure: MO',
    title: 'a schema without a version number is refused',
    run: async (world) => {
      await withSchema(world);
      const text = 'One of version number (or) latest version is required.';
      await refused(world.call('GetSchemaVersion', { SchemaId: S1 }), 'InvalidInputException', text);
      const empty = world.call('GetSchemaVersion', { SchemaId: S1, SchemaVersionNumber: {} });
      await refused(empty, 'InvalidInputException', text);
    },
  },
  {
    number: 98,
    evidence: 'sure: MO',
    title: 'a number and LatestVersion true are refused, a number and LatestVersion false are not',
    run: async (world) => {
      await withSchema(world);
      const ask = (LatestVersion: boolean) =>
        world.call('GetSchemaVersion', { SchemaId: S1, SchemaVersionNumber: { ...FIRST, LatestVersion } });
      await refused(ask(true), 'InvalidInputException', 'Only one of VersionNumber or LatestVersion is required.');
      assert.equal((await ask(false))['VersionNumber'], 1);
    },
  },
  {
    number: 99,
    evidence: 'sure: MO',
    title: 'a number that is not there says so in full',
    run: async (world) => {
      await withSchema(world);
      await refused(
        world.call('GetSchemaVersion', { SchemaId: S1, SchemaVersionNumber: { VersionNumber: 2 } }),
        'EntityNotFoundException',
        'Schema version is not found. RegistryName: r1, SchemaName: s1, SchemaArn: null, VersionNumber: 2, isLatestVersion: false',
      );
    },
  },
  {
    number: 100,
    evidence: 'sure: MO',
    title: 'a number in a missing schema speaks of the schema in full',
    run: async (world) => {
      await withSchema(world);
      await refused(
        world.call('GetSchemaVersion', { SchemaId: NO_SCHEMA, SchemaVersionNumber: FIRST }),
        'EntityNotFoundException',
        'Schema is not found. RegistryName: r1, SchemaName: nope, SchemaArn: null',
      );
    },
  },
  {
    number: 101,
    evidence: 'sure: MO',
    title: 'an id that is no UUID in lower case is refused',
    run: async (world) => {
      const id = await withSchema(world);
      for (const SchemaVersionId of ['00000000-0000-0000-0000-00000000000p', `${id.slice(0, -1)}A`]) {
        const calling = world.call('GetSchemaVersion', { SchemaVersionId });
        await refused(calling, 'InvalidInputException', BAD_CHARACTERS('SchemaVersionId'));
      }
    },
  },
  {
    number: 102,
    evidence: 'sure: MO; #501 differs',
    title: 'an unknown id says so with the id',
    run: ({ call }) =>
      refused(
        call('GetSchemaVersion', { SchemaVersionId: UNKNOWN_ID }),
        'EntityNotFoundException',
        `Schema version is not found. SchemaVersionId: ${UNKNOWN_ID}`,
      ),
  },
  {
    number: 103,
    evidence: 'sure: NC',
    title: 'GetSchemaByDefinition finds the same JSON in another form, and gives no number',
    run: async (world) => {
      const id = await withSchema(world);
      const input = { SchemaId: S1, SchemaDefinition: reordered(A1) };
      const { CreatedTime, ...rest } = await world.call('GetSchemaByDefinition', input);
      assert.ok(CreatedTime);
      assert.deepEqual(rest, { SchemaVersionId: id, SchemaArn: S1_ARN, DataFormat: 'AVRO', Status: 'AVAILABLE' });
    },
  },
  {
    number: 104,
    evidence: 'sure: TR #143, JC',
    title: 'an unknown definition in a known schema has exactly the text that Java clients look for',
    run: async (world) => {
      await withSchema(world);
      const calling = world.call('GetSchemaByDefinition', { SchemaId: S1, SchemaDefinition: A2 });
      await refused(calling, 'EntityNotFoundException', 'Schema version is not found.');
    },
  },
  {
    number: 105,
    evidence: 'sure: JC',
    title: 'a definition in a missing schema speaks of the schema, not of the version',
    run: async (world) => {
      await withSchema(world);
      const calling = world.call('GetSchemaByDefinition', { SchemaId: NO_SCHEMA, SchemaDefinition: A1 });
      await refused(calling, 'EntityNotFoundException', 'Schema is not found.');
    },
  },
  {
    number: 106,
    evidence: 'assumed from 51',
    title: 'a definition in a missing registry speaks of the registry',
    run: ({ call }) =>
      refused(
        call('GetSchemaByDefinition', { SchemaId: NOWHERE, SchemaDefinition: A1 }),
        'EntityNotFoundException',
        'Registry is not found. RegistryName: nope',
      ),
  },
  {
    number: 107,
    evidence: 'assumed',
    title: 'before the default registry exists its schemas are missing, so that clients create them',
    run: ({ call }) =>
      refused(
        call('GetSchemaByDefinition', {
          SchemaId: { RegistryName: 'default-registry', SchemaName: 'x' },
          SchemaDefinition: A1,
        }),
        'EntityNotFoundException',
        'Schema is not found.',
      ),
  },
  {
    number: 108,
    evidence: 'sure: DOC',
    title: 'a text stored in another schema only is not found',
    run: async (world) => {
      await withSchema(world);
      await createSchema(world.call, { SchemaName: 's2', SchemaDefinition: A2 });
      const calling = world.call('GetSchemaByDefinition', { SchemaId: S1, SchemaDefinition: A2 });
      await refused(calling, 'EntityNotFoundException', 'Schema version is not found.');
    },
  },
];
