import assert from 'node:assert/strict';
import {
  A1,
  A2,
  A3,
  createSchema,
  EMPTY,
  J1,
  P1,
  R1,
  register,
  reordered,
  REQUIRED,
  S1,
  statusOf,
  until,
  withFailure,
  withSchema,
  type Case,
  type World,
} from '../case.ts';
import type { Answer } from '../channels.ts';

function settled({ call }: World, id: unknown): Promise<Answer> {
  return until(
    () => call('GetSchemaVersion', { SchemaVersionId: id }),
    ({ Status }) => Status !== 'PENDING',
  );
}

/** Registers a text after A1 in a schema of its own under a mode. */
async function registerUnder({ call }: World, Compatibility: string, SchemaDefinition: string): Promise<Answer> {
  const SchemaName = `${Compatibility}.${SchemaDefinition.length}`;
  await createSchema(call, { SchemaName, Compatibility });
  return call('RegisterSchemaVersion', { SchemaId: { ...S1, SchemaName }, SchemaDefinition });
}

export const registerCases: readonly Case[] = [
  {
    number: 68,
    evidence: 'sure: NC',
    title: 'registering the same text again answers the same version',
    run: async (world) => {
      const id = await withSchema(world);
      const again = await register(world.call, A1);
      assert.deepEqual(again, { SchemaVersionId: id, VersionNumber: 1, Status: 'AVAILABLE' });
    },
  },
  {
    number: 69,
    evidence: 'sure: NC',
    title: 'white space and member order make no other definition',
    run: async (world) => {
      const id = await withSchema(world);
      const again = await register(world.call, reordered(A1));
      assert.deepEqual(again, { SchemaVersionId: id, VersionNumber: 1, Status: 'AVAILABLE' });
    },
  },
  {
    number: 70,
    evidence: 'sure: NC',
    title: 'nor do they for JSON',
    run: async (world) => {
      const id = await withSchema(world, { DataFormat: 'JSON', SchemaDefinition: J1 });
      const again = await register(world.call, reordered(J1));
      assert.deepEqual(again, { SchemaVersionId: id, VersionNumber: 1, Status: 'AVAILABLE' });
    },
  },
  {
    number: 71,
    evidence: 'sure: MO',
    title: 'the identical PROTOBUF text is the same version',
    run: async (world) => {
      const id = await withSchema(world, { DataFormat: 'PROTOBUF', SchemaDefinition: P1 });
      const again = await register(world.call, P1);
      assert.deepEqual(again, { SchemaVersionId: id, VersionNumber: 1, Status: 'AVAILABLE' });
    },
  },
  {
    number: 72,
    evidence: 'sure: NC',
    title: 'BACKWARD answers AVAILABLE at once for a new optional field',
    run: async (world) => assert.equal(await statusOf(world, 'BACKWARD', { from: A1, to: A2 }), 'AVAILABLE'),
  },
  {
    number: 73,
    evidence: 'sure: NC, RB',
    title: 'BACKWARD answers FAILURE at once for int turned string, with a number',
    run: async (world) => {
      const { VersionNumber, Status } = await withFailure(world);
      assert.deepEqual([VersionNumber, Status], [3, 'FAILURE']);
    },
  },
  {
    number: 74,
    evidence: 'sure: NC',
    title: 'a FAILURE version can be read with its text',
    run: async (world) => {
      const { SchemaVersionId } = await withFailure(world);
      const read = await world.call('GetSchemaVersion', { SchemaVersionId });
      assert.deepEqual([read['SchemaDefinition'], read['VersionNumber'], read['Status']], [A3, 3, 'FAILURE']);
    },
  },
  {
    number: 75,
    evidence: 'sure: NC',
    title: 'FAILURE is final for a text: registering it again answers the same failed version',
    run: async (world) => {
      const failed = await withFailure(world);
      assert.deepEqual(await register(world.call, A3), failed);
      assert.equal((await world.call('GetSchema', { SchemaId: S1 }))['NextSchemaVersion'], 4);
    },
  },
  {
    number: 76,
    evidence: 'sure: NC',
    title: 'GetSchema counts the FAILURE as the latest and takes its time',
    run: async (world) => {
      const { SchemaVersionId } = await withFailure(world);
      const schema = await world.call('GetSchema', { SchemaId: S1 });
      const numbers = [schema['SchemaCheckpoint'], schema['LatestSchemaVersion'], schema['NextSchemaVersion']];
      assert.deepEqual(numbers, [1, 3, 4]);
      const { CreatedTime } = await world.call('GetSchemaVersion', { SchemaVersionId });
      assert.equal(schema['UpdatedTime'], CreatedTime);
    },
  },
  {
    number: 77,
    evidence: 'sure: NC',
    title: 'LatestVersion skips the FAILURE',
    run: async (world) => {
      await withFailure(world);
      const latest = await world.call('GetSchemaVersion', {
        SchemaId: S1,
        SchemaVersionNumber: { LatestVersion: true },
      });
      assert.deepEqual([latest['VersionNumber'], latest['Status']], [2, 'AVAILABLE']);
    },
  },
  {
    number: 78,
    evidence: 'sure: NC',
    title: 'ListSchemaVersions shows all three, AVAILABLE before FAILURE',
    run: async (world) => {
      await withFailure(world);
      const list = JSON.stringify(await world.call('ListSchemaVersions', { SchemaId: S1 }));
      const shown = [...list.matchAll(/"VersionNumber":(\d+),"Status":"(\w+)"/g)].map(([, number, status]) => [
        number,
        status,
      ]);
      assert.deepEqual(shown, [
        ['2', 'AVAILABLE'],
        ['1', 'AVAILABLE'],
        ['3', 'FAILURE'],
      ]);
    },
  },
  {
    number: 79,
    evidence: 'sure: MZ comment; else assumed',
    title: 'GetSchemaByDefinition finds the FAILURE',
    run: async (world) => {
      await withFailure(world);
      const found = await world.call('GetSchemaByDefinition', { SchemaId: S1, SchemaDefinition: A3 });
      assert.equal(found['Status'], 'FAILURE');
    },
  },
  {
    number: 80,
    evidence: 'sure: NC',
    title: 'BACKWARD_ALL and FULL_ALL answer PENDING, then settle as AVAILABLE; so does FORWARD_ALL, which is assumed',
    options: { pendingMs: 30 },
    run: async (world) => {
      await world.call('CreateRegistry', R1);
      for (const Compatibility of ['BACKWARD_ALL', 'FULL_ALL', 'FORWARD_ALL']) {
        const registered = await registerUnder(world, Compatibility, A2);
        assert.equal(registered['Status'], 'PENDING');
        assert.equal((await settled(world, registered['SchemaVersionId']))['Status'], 'AVAILABLE', Compatibility);
      }
      // Each in its own direction.
      for (const [Compatibility, text] of [
        ['BACKWARD_ALL', REQUIRED],
        ['FORWARD_ALL', EMPTY],
        ['FULL_ALL', REQUIRED],
      ] as const) {
        const { SchemaVersionId } = await registerUnder(world, Compatibility, text);
        assert.equal((await settled(world, SchemaVersionId))['Status'], 'FAILURE', Compatibility);
      }
    },
  },
  {
    number: 81,
    evidence: 'sure: NC',
    title: 'a second text registered meanwhile is PENDING with the next number, then FAILURE for good',
    options: { pendingMs: 30 },
    run: async (world) => {
      assert.equal(await statusOf(world, 'BACKWARD_ALL', { from: A1, to: A2 }), 'PENDING');
      const { SchemaVersionId, VersionNumber, Status } = await register(world.call, A3);
      assert.deepEqual([VersionNumber, Status], [3, 'PENDING']);
      assert.equal((await settled(world, SchemaVersionId))['Status'], 'FAILURE');
      assert.deepEqual(await register(world.call, A3), { SchemaVersionId, VersionNumber: 3, Status: 'FAILURE' });
    },
  },
];
