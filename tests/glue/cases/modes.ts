import assert from 'node:assert/strict';
import {
  A1,
  A2,
  A3,
  EMPTY,
  J1,
  NO_SCHEMA,
  R1,
  refused,
  register,
  REQUIRED,
  REQUIRED_NOTE,
  S1,
  S1_ARN,
  statusOf,
  withSchema,
  type Case,
} from '../case.ts';

const BY_NAME =
  'Compatibility DISABLED does not allow versioning. SchemaId: SchemaId(schemaArn=null, schemaName=s1, registryName=r1)';
export const modeCases: readonly Case[] = [
  {
    number: 82,
    evidence: 'sure: TR #593',
    title: 'FORWARD refuses that a required field goes, and still gives a number',
    run: async (world) => assert.equal(await statusOf(world, 'FORWARD', { from: A1, to: EMPTY }), 'FAILURE'),
  },
  {
    number: 83,
    evidence: 'sure: RB, DOC; the second DOC alone',
    title: 'BACKWARD refuses a new required field and lets one go',
    run: async (world) => {
      assert.equal(await statusOf(world, 'BACKWARD', { from: A1, to: REQUIRED }), 'FAILURE');
      assert.equal((await register(world.call, EMPTY))['Status'], 'AVAILABLE');
    },
  },
  {
    number: 84,
    evidence: 'sure: DOC',
    title: 'FORWARD takes a new required field and lets an optional one go',
    run: async (world) => {
      assert.equal(await statusOf(world, 'FORWARD', { from: A2, to: REQUIRED_NOTE }), 'AVAILABLE');
      assert.equal((await register(world.call, REQUIRED))['Status'], 'AVAILABLE');
    },
  },
  {
    number: 85,
    evidence: 'sure: DOC rule',
    title: 'FULL takes a new optional field and refuses a required one',
    run: async (world) => {
      assert.equal(await statusOf(world, 'FULL', { from: A1, to: A2 }), 'AVAILABLE');
      assert.equal((await register(world.call, REQUIRED))['Status'], 'FAILURE');
    },
  },
  {
    number: 86,
    evidence: 'sure: DOC, TF schemaDefUpdated',
    title: 'NONE takes anything that parses',
    run: async (world) => assert.equal(await statusOf(world, 'NONE', { from: A1, to: A3 }), 'AVAILABLE'),
  },
  {
    number: 87,
    evidence: 'sure: MO',
    title: 'DISABLED refuses a new text, and the known one as well',
    run: async (world) => {
      await withSchema(world, { Compatibility: 'DISABLED' });
      await refused(register(world.call, A2), 'InvalidInputException', BY_NAME);
      await refused(register(world.call, A1), 'InvalidInputException', BY_NAME);
    },
  },
  {
    number: 88,
    evidence: 'assumed',
    title: 'a definition that does not parse is refused and uses up no number',
    run: async (world) => {
      await withSchema(world);
      const invalid = register(world.call, '{"type":"nope"}');
      await refused(invalid, 'InvalidInputException', /^Schema definition of AVRO data format is invalid: ./);
      assert.equal((await world.call('GetSchema', { SchemaId: S1 }))['NextSchemaVersion'], 2);
    },
  },
  {
    number: 89,
    evidence: 'sure: TR #592, MO',
    title: 'registering in a missing schema says what Java clients look for',
    run: async ({ call }) => {
      await call('CreateRegistry', R1);
      const calling = call('RegisterSchemaVersion', { SchemaId: NO_SCHEMA, SchemaDefinition: A1 });
      await refused(calling, 'EntityNotFoundException', /Schema is not found\./);
    },
  },
  {
    number: 90,
    evidence: 'sure: MO',
    title: 'registering with an ARN and names is refused',
    run: ({ call }) =>
      refused(
        call('RegisterSchemaVersion', { SchemaId: { ...S1, SchemaArn: S1_ARN }, SchemaDefinition: A1 }),
        'InvalidInputException',
        'One of (registryName and schemaName) or schemaArn has to be provided, both cannot be provided.',
      ),
  },
  {
    number: 91,
    evidence: 'sure: MO, TF',
    title: 'registering by the ARN of the schema works',
    run: async (world) => {
      await withSchema(world);
      const input = { SchemaId: { SchemaArn: S1_ARN }, SchemaDefinition: A2 };
      assert.equal((await world.call('RegisterSchemaVersion', input))['VersionNumber'], 2);
    },
  },
  {
    number: 92,
    evidence: 'assumed: PR #494',
    title: 'JSON is not checked for compatibility',
    run: async (world) => {
      const other = J1.replace('"string"', '"integer"');
      await withSchema(world, { DataFormat: 'JSON', SchemaDefinition: J1 });
      assert.equal((await register(world.call, other))['Status'], 'AVAILABLE');
    },
  },
];
