import assert from 'node:assert/strict';
import { A1, A2, A3, R1, refused, register, S1, until, withFailure, withSchema, type Case } from '../case.ts';
import { CallError, type Channel } from '../channels.ts';

const SETTLE_POLLS = 10;

interface JavaSerializer {
  readonly definition: string;
  readonly compatibility?: string;
  readonly registry?: string;
  /** The Java client sleeps 3 s here. No clock does it: on a busy machine the registry's delay would outlast any shorter one. */
  readonly sleep?: (SchemaVersionId: unknown) => Promise<unknown>;
  /** Every operation that is called, in order. */
  readonly calls?: string[];
}

/**
 * What AWS's serializer 2.0.0 does with a definition that is not in its cache, call by call and with its error texts
 * (section 4.1 of the specification). Resolves with the schema version id.
 */
async function serialize(
  ask: Channel['call'],
  { definition, compatibility = 'BACKWARD', registry = 'r1', sleep, calls = [] }: JavaSerializer,
): Promise<unknown> {
  const SchemaId = { RegistryName: registry, SchemaName: 's1' };
  const call: Channel['call'] = (operation, input) => {
    calls.push(operation);
    return ask(operation, input);
  };
  const registering = async () => {
    const { SchemaVersionId, Status } = await call('RegisterSchemaVersion', { SchemaId, SchemaDefinition: definition });
    if (Status === 'AVAILABLE') return SchemaVersionId;
    await sleep?.(SchemaVersionId);
    for (let poll = 0; poll < SETTLE_POLLS; poll++) {
      const version = await call('GetSchemaVersion', { SchemaVersionId });
      if (version['Status'] === 'AVAILABLE') return SchemaVersionId;
      if (version['Status'] !== 'PENDING') throw new Error('Schema evolution check failed.');
    }
    throw new Error('Retries exhausted for schema evolution check');
  };
  const creating = async () => {
    const input = {
      RegistryId: { RegistryName: registry },
      SchemaName: 's1',
      DataFormat: 'AVRO',
      Description: 'd',
      Tags: {},
    };
    try {
      const created = await call('CreateSchema', {
        ...input,
        Compatibility: compatibility,
        SchemaDefinition: definition,
      });
      return created['SchemaVersionId'];
    } catch (error) {
      if (!(error instanceof CallError) || error.type !== 'AlreadyExistsException') throw error;
      return registering();
    }
  };
  const finding = async () => {
    try {
      const found = await call('GetSchemaByDefinition', { SchemaId, SchemaDefinition: definition });
      if (found['Status'] !== 'AVAILABLE') throw new Error(`Schema Found but status is ${String(found['Status'])}`);
      return found['SchemaVersionId'];
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.message.includes('Schema version is not found.')) return registering();
      if (error.message.includes('Schema is not found.')) return creating();
      throw error;
    }
  };
  const id = await finding();
  const MetadataKeyValue = { MetadataKey: 'x-amz-meta-transport', MetadataValue: 's1' };
  await call('PutSchemaVersionMetadata', { SchemaVersionId: id, MetadataKeyValue }).catch(() => {});
  return id;
}

export const clientCases: readonly Case[] = [
  {
    number: 140,
    evidence: 'sure: JC',
    title: 'the first record of a topic looks, creates and puts metadata, and the id can be read back',
    run: async ({ call }) => {
      await call('CreateRegistry', R1);
      const calls: string[] = [];
      const SchemaVersionId = await serialize(call, { definition: A1, calls });
      assert.deepEqual(calls, ['GetSchemaByDefinition', 'CreateSchema', 'PutSchemaVersionMetadata']);
      assert.equal((await call('GetSchemaVersion', { SchemaVersionId }))['SchemaDefinition'], A1);
    },
  },
  {
    number: 141,
    evidence: 'sure: JC',
    title: 'tasks that start at the same moment get one and the same id, and none fails',
    run: async ({ call }) => {
      await call('CreateRegistry', R1);
      const ids = await Promise.all(Array.from({ length: 8 }, () => serialize(call, { definition: A1 })));
      assert.equal(new Set(ids).size, 1);
      assert.equal((await call('GetSchema', { SchemaId: S1 }))['LatestSchemaVersion'], 1);
    },
  },
  {
    number: 142,
    evidence: 'sure: JC; depends on 79',
    title: 'an incompatible schema fails the task, and a restart of the task fails at once with the status',
    run: async (world) => {
      await withSchema(world);
      await assert.rejects(serialize(world.call, { definition: A3 }), /Schema evolution check failed/);
      await assert.rejects(serialize(world.call, { definition: A3 }), /Schema Found but status is FAILURE/);
    },
  },
  {
    number: 143,
    evidence: 'sure: JC + NC',
    title: 'a change under FULL_ALL is settled within the sleep of the client and takes one look',
    options: { pendingMs: 20 },
    run: async (world) => {
      await withSchema(world, { Compatibility: 'FULL_ALL' });
      const calls: string[] = [];
      const sleep = (SchemaVersionId: unknown) =>
        until(
          () => world.call('GetSchemaVersion', { SchemaVersionId }),
          ({ Status }) => Status !== 'PENDING',
        );
      await serialize(world.call, { definition: A2, sleep, calls });
      const expected = [
        'GetSchemaByDefinition',
        'RegisterSchemaVersion',
        'GetSchemaVersion',
        'PutSchemaVersionMetadata',
      ];
      assert.deepEqual(calls, expected);
    },
  },
  {
    number: 144,
    evidence: 'sure: JC',
    title: 'a version that stays PENDING longer than the client looks exhausts its retries',
    options: { pendingMs: 60_000 },
    run: async (world) => {
      await withSchema(world, { Compatibility: 'FULL_ALL' });
      await assert.rejects(serialize(world.call, { definition: A2 }), /Retries exhausted/);
    },
  },
  {
    number: 145,
    evidence: 'assumed via 106',
    title: 'without the registry the client fails and creates nothing',
    run: async ({ call }) => {
      await refused(
        serialize(call, { definition: A1 }).then((id) => ({ id })),
        'EntityNotFoundException',
        'Registry is not found. RegistryName: r1',
      );
      assert.deepEqual(await call('ListRegistries', {}), { Registries: [] });
    },
  },
  {
    number: 146,
    evidence: 'sure: source + NC',
    title: 'a UI that produces with the latest number of GetSchema picks the FAILURE version',
    run: async (world) => {
      await withFailure(world);
      const { LatestSchemaVersion } = await world.call('GetSchema', { SchemaId: S1 });
      const SchemaVersionNumber = { VersionNumber: LatestSchemaVersion };
      const { Status, SchemaDefinition } = await world.call('GetSchemaVersion', { SchemaId: S1, SchemaVersionNumber });
      assert.deepEqual([Status, SchemaDefinition], ['FAILURE', A3]);
      assert.equal((await register(world.call, A3))['Status'], 'FAILURE');
    },
  },
];
