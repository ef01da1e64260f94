import assert from 'node:assert/strict';
import {
  BAD_CHARACTERS,
  createSchema,
  R1,
  R1_ARN,
  refused,
  TOO_LONG,
  until,
  withSchema,
  type Case,
  type World,
} from '../case.ts';

const NOPE = { RegistryName: 'nope' };
const NOT_FOUND = 'Registry is not found. RegistryName: nope, RegistryArn: null';
const names = (answer: { readonly Registries?: unknown }) =>
  JSON.stringify(answer).match(/"RegistryName":"\w+"/g)?.length;
const fiftyOne = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));

/** Waits for the clock to move on, so that a later time can be told from an earlier one. */
async function nextMillisecond({ call }: World): Promise<void> {
  const now = Date.now();
  await until(
    () => call('ListRegistries', {}),
    () => Date.now() > now,
  );
}

export const registryCases: readonly Case[] = [
  {
    number: 13,
    evidence: 'sure: NC',
    title: 'CreateRegistry answers the ARN, the name and the description, and nothing else',
    run: async ({ call }) =>
      assert.deepEqual(await call('CreateRegistry', { ...R1, Description: 'owned' }), {
        RegistryArn: R1_ARN,
        RegistryName: 'r1',
        Description: 'owned',
      }),
  },
  {
    number: 14,
    evidence: 'sure: NC',
    title: 'CreateRegistry without a description answers the ARN and the name only',
    run: async ({ call }) =>
      assert.deepEqual(await call('CreateRegistry', R1), { RegistryArn: R1_ARN, RegistryName: 'r1' }),
  },
  {
    number: 15,
    evidence: 'sure: MO; GetTags assumed',
    title: 'tags given at creation come back at once and through GetTags',
    run: async ({ call }) => {
      const { Tags } = await call('CreateRegistry', { ...R1, Tags: { k: 'v' } });
      assert.deepEqual(Tags, { k: 'v' });
      assert.deepEqual(await call('GetTags', { ResourceArn: R1_ARN }), { Tags: { k: 'v' } });
    },
  },
  {
    number: 16,
    evidence: 'sure: NC',
    title: 'a second registry of the same name is refused, even with equal input',
    run: async ({ call }) => {
      await call('CreateRegistry', R1);
      await refused(call('CreateRegistry', R1), 'AlreadyExistsException', 'Registry already exists. RegistryName: r1');
    },
  },
  {
    number: 17,
    evidence: 'sure: MO',
    title: 'a name with a comma is refused',
    run: ({ call }) =>
      refused(
        call('CreateRegistry', { RegistryName: 'A,B,C' }),
        'InvalidInputException',
        BAD_CHARACTERS('registryName'),
      ),
  },
  {
    number: 18,
    evidence: 'sure: MO',
    title: 'a name of 560 characters is refused',
    run: ({ call }) =>
      refused(
        call('CreateRegistry', { RegistryName: 'a'.repeat(560) }),
        'InvalidInputException',
        TOO_LONG('registryName'),
      ),
  },
  {
    number: 19,
    evidence: 'sure: MO',
    title: 'a description of 2450 characters is refused',
    run: ({ call }) =>
      refused(
        call('CreateRegistry', { ...R1, Description: 'd'.repeat(2450) }),
        'InvalidInputException',
        TOO_LONG('description'),
      ),
  },
  {
    number: 20,
    evidence: 'sure: MO',
    title: 'more than 50 tags are refused',
    run: ({ call }) =>
      refused(
        call('CreateRegistry', { ...R1, Tags: fiftyOne }),
        'InvalidInputException',
        'New Tags cannot be empty or more than 50',
      ),
  },
  {
    number: 21,
    evidence: 'sure: MO; n = 100 DOC',
    title: 'one registry more than the quota is refused',
    options: { maxRegistries: 2 },
    run: async ({ call }) => {
      await call('CreateRegistry', R1);
      await call('CreateRegistry', { RegistryName: 'r2' });
      await refused(
        call('CreateRegistry', { RegistryName: 'r3' }),
        'ResourceNumberLimitExceededException',
        'More registries cannot be created. The maximum limit has been reached.',
      );
    },
  },
  {
    number: 22,
    evidence: 'sure: NC name; MO ARN',
    title: 'GetRegistry answers the same by name and by ARN, with both times equal after creation',
    run: async ({ call }) => {
      await call('CreateRegistry', { ...R1, Description: 'owned' });
      const byName = await call('GetRegistry', { RegistryId: R1 });
      assert.deepEqual(await call('GetRegistry', { RegistryId: { RegistryArn: R1_ARN } }), byName);
      const { CreatedTime, UpdatedTime, ...rest } = byName;
      assert.equal(CreatedTime, UpdatedTime);
      const expected = { RegistryArn: R1_ARN, RegistryName: 'r1', Description: 'owned', Status: 'AVAILABLE' };
      assert.deepEqual(rest, expected);
    },
  },
  {
    number: 23,
    evidence: 'sure: NC',
    title: 'GetRegistry of a missing one says so with the name',
    run: ({ call }) => refused(call('GetRegistry', { RegistryId: NOPE }), 'EntityNotFoundException', NOT_FOUND),
  },
  {
    number: 24,
    evidence: 'sure: MO for CreateSchema',
    title: 'a name and an ARN together are refused',
    run: ({ call }) =>
      refused(
        call('GetRegistry', { RegistryId: { ...R1, RegistryArn: R1_ARN } }),
        'InvalidInputException',
        'One of registryName or registryArn has to be provided, both cannot be provided.',
      ),
  },
  {
    number: 25,
    evidence: 'sure: MO for CreateSchema',
    title: 'what is no Glue ARN is refused',
    run: ({ call }) =>
      refused(
        call('GetRegistry', { RegistryId: { RegistryArn: `invalid:${R1_ARN}` } }),
        'InvalidInputException',
        BAD_CHARACTERS('registryArn'),
      ),
  },
  {
    number: 26,
    evidence: 'sure: MDL shape; time assumed',
    title: 'UpdateRegistry answers name and ARN, and the new description and a later time are seen afterwards',
    run: async (world) => {
      const { call } = world;
      await call('CreateRegistry', R1);
      await nextMillisecond(world);
      const updated = await call('UpdateRegistry', { RegistryId: R1, Description: 'x' });
      assert.deepEqual(updated, { RegistryArn: R1_ARN, RegistryName: 'r1' });
      const { Description, CreatedTime, UpdatedTime } = await call('GetRegistry', { RegistryId: R1 });
      assert.equal(Description, 'x');
      assert.ok(String(UpdatedTime) > String(CreatedTime));
    },
  },
  {
    number: 27,
    evidence: 'assumed',
    title: 'UpdateRegistry of a missing one says so with the name',
    run: ({ call }) =>
      refused(call('UpdateRegistry', { RegistryId: NOPE, Description: 'x' }), 'EntityNotFoundException', NOT_FOUND),
  },
  {
    number: 28,
    evidence: 'sure: MDL, DOC',
    title: 'ListRegistries pages through three in two steps, the last without a token',
    run: async ({ call }) => {
      for (const RegistryName of ['r3', 'r1', 'r2']) await call('CreateRegistry', { RegistryName });
      const first = await call('ListRegistries', { MaxResults: 2 });
      assert.equal(names(first), 2);
      // A name that sorts before the page's end neither repeats nor hides one.
      await call('CreateRegistry', { RegistryName: 'r0' });
      const second = await call('ListRegistries', { MaxResults: 2, NextToken: first['NextToken'] });
      assert.match(JSON.stringify(second), /^{"Registries":\[{[^{]*"RegistryName":"r3"[^{]*}\]}$/);
    },
  },
  {
    number: 29,
    evidence: 'sure: DOC',
    title: 'ListRegistries of nothing is an empty list',
    run: async ({ call }) => assert.deepEqual(await call('ListRegistries', {}), { Registries: [] }),
  },
  {
    number: 30,
    evidence: 'assumed',
    title: 'a page of 1000 is a ValidationException',
    run: ({ call }) =>
      refused(
        call('ListRegistries', { MaxResults: 1000 }),
        'ValidationException',
        "1 validation error detected: Value '1000' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
      ),
  },
  {
    number: 31,
    evidence: 'sure: NC; last part assumed',
    title: 'DeleteRegistry takes its schemas and their versions with it',
    run: async (world) => {
      const { call } = world;
      const id = await withSchema(world);
      await createSchema(call, { SchemaName: 's2' });
      const deleted = await call('DeleteRegistry', { RegistryId: R1 });
      assert.deepEqual(deleted, { RegistryArn: R1_ARN, RegistryName: 'r1', Status: 'DELETING' });
      await refused(
        call('GetRegistry', { RegistryId: R1 }),
        'EntityNotFoundException',
        'Registry is not found. RegistryName: r1, RegistryArn: null',
      );
      await refused(
        call('GetSchemaVersion', { SchemaVersionId: id }),
        'EntityNotFoundException',
        `Schema version is not found. SchemaVersionId: ${id}`,
      );
    },
  },
  {
    number: 32,
    evidence: 'assumed',
    title: 'DeleteRegistry of a missing one says so with the name',
    run: ({ call }) => refused(call('DeleteRegistry', { RegistryId: NOPE }), 'EntityNotFoundException', NOT_FOUND),
  },
];
