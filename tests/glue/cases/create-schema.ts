import assert from 'node:assert/strict';
import {
  A1,
  A2,
  BAD_CHARACTERS,
  CREATED,
  createSchema,
  J1,
  NEW,
  noSuchSchema,
  P1,
  R1,
  R1_ARN,
  refused,
  S1,
  S1_ARN,
  TOO_LONG,
  withSchema,
  type Case,
  type World,
} from '../case.ts';
import type { Answer, Input } from '../channels.ts';

/** CreateSchema in `r1` with some members changed, or taken out with `undefined`. */
async function creating({ call }: World, input: Input): Promise<Answer> {
  await call('CreateRegistry', R1);
  return call('CreateSchema', { ...NEW, ...input });
}

async function inDefaultRegistry({ call }: World, id: Input): Promise<void> {
  const { RegistryName } = await call('CreateSchema', { ...NEW, RegistryId: undefined, ...id });
  assert.equal(RegistryName, 'default-registry');
  assert.match(JSON.stringify(await call('ListRegistries', {})), /"RegistryName":"default-registry"/);
}

const padded = (length: number) => A1 + ' '.repeat(length - A1.length);

export const createSchemaCases: readonly Case[] = [
  {
    number: 33,
    evidence: 'sure: NC',
    title: 'CreateSchema answers its twelve members, version 1 AVAILABLE at once',
    run: async (world) => {
      const { SchemaVersionId, ...rest } = await creating(world, {});
      assert.match(String(SchemaVersionId), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.deepEqual(rest, { ...CREATED, SchemaVersionStatus: 'AVAILABLE' });
    },
  },
  {
    number: 34,
    evidence: 'sure: NC',
    title: 'JSON and PROTOBUF schemas are AVAILABLE at once as well',
    run: async (world) => {
      const json = await creating(world, { DataFormat: 'JSON', SchemaDefinition: J1 });
      const input = { ...NEW, SchemaName: 's2', DataFormat: 'PROTOBUF', SchemaDefinition: P1 };
      const protobuf = await world.call('CreateSchema', input);
      assert.deepEqual([json['DataFormat'], json['SchemaVersionStatus']], ['JSON', 'AVAILABLE']);
      assert.deepEqual([protobuf['DataFormat'], protobuf['SchemaVersionStatus']], ['PROTOBUF', 'AVAILABLE']);
    },
  },
  {
    number: 35,
    evidence: 'sure: NC',
    title: 'CreateSchema without a compatibility is refused and creates nothing',
    run: async (world) => {
      await refused(
        creating(world, { Compatibility: undefined }),
        'InvalidInputException',
        'Compatibility is not valid.',
      );
      await noSuchSchema(world);
    },
  },
  {
    number: 36,
    evidence: 'sure: NC',
    title: 'CreateSchema without a definition is refused and creates nothing',
    run: async (world) => {
      const calling = creating(world, { SchemaDefinition: undefined });
      await refused(calling, 'InvalidInputException', TOO_LONG('schemaDefinition'));
      await noSuchSchema(world);
    },
  },
  {
    number: 37,
    evidence: 'sure: MO',
    title: 'an unknown compatibility is refused',
    run: (world) =>
      refused(creating(world, { Compatibility: 'INVALID' }), 'InvalidInputException', 'Compatibility is not valid.'),
  },
  {
    number: 38,
    evidence: 'sure: MO',
    title: 'an unknown data format is refused',
    run: (world) =>
      refused(creating(world, { DataFormat: 'INVALID' }), 'InvalidInputException', 'Data format is not valid.'),
  },
  {
    number: 39,
    evidence: 'sure: NC, DOC',
    title: 'CreateSchema of an existing name is refused whatever the definition, and adds no version',
    run: async (world) => {
      await withSchema(world);
      const calling = world.call('CreateSchema', { ...NEW, SchemaDefinition: A2 });
      await refused(calling, 'AlreadyExistsException', 'Schema already exists. SchemaName: s1');
      const { LatestSchemaVersion } = await world.call('GetSchema', { SchemaId: S1 });
      assert.equal(LatestSchemaVersion, 1);
    },
  },
  {
    number: 40,
    evidence: 'sure: MO',
    title: 'an AVRO definition that does not parse is refused with the parser text',
    run: (world) =>
      refused(
        creating(world, { SchemaDefinition: '{"type":: "record"' }),
        'InvalidInputException',
        /^Schema definition of AVRO data format is invalid: ./,
      ),
  },
  {
    number: 41,
    evidence: 'sure: limit MDL; text MO spells SchemaDefinition',
    title: 'a definition of 170,001 characters is refused, one of 170,000 is taken',
    run: async (world) => {
      const calling = creating(world, { SchemaDefinition: padded(170_001) });
      await refused(calling, 'InvalidInputException', TOO_LONG('schemaDefinition'));
      await createSchema(world.call, { SchemaDefinition: padded(170_000) });
    },
  },
  {
    number: 42,
    evidence: 'sure: MO',
    title: 'a schema name with commas or of 560 characters is refused',
    run: async (world) => {
      const commas = creating(world, { SchemaName: 'Invalid,Schema,Name' });
      await refused(commas, 'InvalidInputException', BAD_CHARACTERS('schemaName'));
      const long = world.call('CreateSchema', { ...NEW, SchemaName: 'a'.repeat(560) });
      await refused(long, 'InvalidInputException', TOO_LONG('schemaName'));
    },
  },
  {
    number: 43,
    evidence: 'sure: MO',
    title: 'CreateSchema in a missing registry says so',
    run: ({ call }) =>
      refused(
        call('CreateSchema', { ...NEW, RegistryId: { RegistryName: 'nope' } }),
        'EntityNotFoundException',
        'Registry is not found. RegistryName: nope',
      ),
  },
  {
    number: 44,
    evidence: 'sure: MO',
    title: 'CreateSchema with a registry name and ARN is refused',
    run: (world) =>
      refused(
        creating(world, { RegistryId: { ...R1, RegistryArn: R1_ARN } }),
        'InvalidInputException',
        'One of registryName or registryArn has to be provided, both cannot be provided.',
      ),
  },
  {
    number: 45,
    evidence: 'sure: DOC, MO',
    title: 'without a registry id the default registry is made and listed',
    run: (world) => inDefaultRegistry(world, {}),
  },
  {
    number: 46,
    evidence: 'sure: MO',
    title: 'a registry id that names the default registry makes it too',
    run: (world) => inDefaultRegistry(world, { RegistryId: { RegistryName: 'default-registry' } }),
  },
  {
    number: 47,
    evidence: 'sure: MO, TF',
    title: 'CreateSchema by the ARN of its registry answers the same members',
    run: async (world) => {
      const { SchemaVersionId: _, ...rest } = await creating(world, { RegistryId: { RegistryArn: R1_ARN } });
      assert.deepEqual(rest, { ...CREATED, SchemaVersionStatus: 'AVAILABLE' });
    },
  },
  {
    number: 48,
    evidence: 'sure: MO, MDL',
    title: 'tags come back at creation and through GetTags, and never through GetSchema',
    run: async (world) => {
      const { Tags } = await creating(world, { Tags: { k: 'v' } });
      assert.deepEqual(Tags, { k: 'v' });
      assert.deepEqual(await world.call('GetTags', { ResourceArn: S1_ARN }), { Tags: { k: 'v' } });
      assert.equal('Tags' in (await world.call('GetSchema', { SchemaId: S1 })), false);
    },
  },
];
