import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GlueClient } from '@aws-sdk/client-glue';
import { startRegistry } from '../../glue/registry/registry.ts';
import { glueClient } from '../../scripts/clients.ts';
import { loadSettings } from '../../configs/settings.ts';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import {
  checkDefinition,
  diffVersions,
  findSchema,
  planRemoval,
  readSchemas,
  readVersions,
  registerDefinition,
  removeSchema,
  showVersion,
} from '../../scripts/registry.ts';
import {
  A1,
  A2,
  A3,
  createSchema,
  EMPTY,
  register,
  reordered,
  REQUIRED,
  withFailure,
  withSchema,
} from '../glue/case.ts';
import { httpChannel, type Channel } from '../glue/channels.ts';

const NAME = { registry: 'r1', schema: 's1' };

interface Place {
  readonly glue: GlueClient;
  readonly call: Channel['call'];
  readonly endpoint: string;
}

/** An empty registry, and the client that the commands are given. */
async function inRegistry(use: (place: Place) => Promise<void>, options = {}): Promise<void> {
  await using registry = await startRegistry(options);
  const settings = loadSettings({ env: { GLUE_PORT: String(registry.port) }, cwd: '/nowhere' });
  const glue = await glueClient(settings, 'us-east-1');
  try {
    await use({ glue, endpoint: registry.endpoint, call: httpChannel(registry.endpoint).call });
  } finally {
    glue.destroy();
  }
}

describe('registry commands', () => {
  it('list every schema of every registry and every version of one, page by page', () =>
    inRegistry(async ({ glue, call }) => {
      await withFailure({ call });
      for (let index = 0; index < 30; index++) await createSchema(call, { SchemaName: `more${index}` });
      const schemas = await readSchemas(glue);
      assert.equal(schemas.length, 31);
      assert.deepEqual(schemas.at(-1), {
        ...NAME,
        dataFormat: 'AVRO',
        compatibility: 'BACKWARD',
        checkpoint: 1,
        latestVersion: 3,
        description: '',
      });
      const versions = await readVersions(glue, NAME);
      assert.deepEqual(
        versions.map(({ version, status }) => [version, status]),
        [
          [3, 'FAILURE'],
          [2, 'AVAILABLE'],
          [1, 'AVAILABLE'],
        ],
      );
    }));

  it('show the latest AVAILABLE version, or the one that is named, and say when there is none', () =>
    inRegistry(async ({ glue, call }) => {
      await withFailure({ call });
      assert.deepEqual([(await showVersion(glue, NAME)).version, (await showVersion(glue, NAME)).definition], [2, A2]);
      assert.equal((await showVersion(glue, NAME, { version: 3 })).definition, A3);
      await assert.rejects(showVersion(glue, NAME, { version: 9 }), /r1\/s1 has no version 9/);
    }));

  it('show the difference of two versions', () =>
    inRegistry(async ({ glue, call }) => {
      await withFailure({ call });
      assert.equal(await diffVersions(glue, NAME, { from: 2, to: 1 }), '[{"op":"remove","path":"/fields/1"}]');
    }));

  it('find a schema by its name alone unless two registries have it', () =>
    inRegistry(async ({ glue, call }) => {
      await withSchema({ call });
      assert.deepEqual(await findSchema(glue, 's1'), NAME);
      await assert.rejects(findSchema(glue, 's9'), /^WorkflowError: There is no schema s9$/);
      await call('CreateRegistry', { RegistryName: 'r2' });
      await createSchema(call, { RegistryId: { RegistryName: 'r2' } });
      await assert.rejects(
        findSchema(glue, 's1'),
        (error) => error instanceof WorkflowError && error.hint === 'Say `r1/s1` or `r2/s1`.',
      );
      assert.deepEqual(await findSchema(glue, 'r1/s1'), NAME);
    }));

  it('say whether a definition would register, and if not where and why, without registering it', () =>
    inRegistry(async ({ glue, call }) => {
      await withSchema({ call });
      const verdict = async (text: string) => {
        const { verdict: found, reasons } = await checkDefinition(glue, NAME, { definition: text });
        return [found, ...reasons];
      };
      assert.deepEqual(await verdict(A2), ['registers']);
      assert.deepEqual(await verdict(reordered(A1)), ['known']);
      assert.deepEqual(await verdict(REQUIRED), [
        'refused',
        '/fields/1: field added is new and has no default (new reads old, version 1)',
      ]);
      assert.deepEqual(await verdict('{"type":"nope"}'), ['invalid', 'Type not supported: nope']);
      assert.equal((await readVersions(glue, NAME)).length, 1);
      await register(call, A3);
      const reason =
        '/fields/0/type: reader type: STRING not compatible with writer type: INT (new reads old, version 1)';
      assert.deepEqual(await verdict(A3), ['failed', reason]);
      await createSchema(call, { SchemaName: 's2', Compatibility: 'DISABLED' });
      assert.equal((await checkDefinition(glue, { ...NAME, schema: 's2' }, { definition: A2 })).verdict, 'disabled');
    }));

  it('check against every version under an `_ALL` mode', () =>
    inRegistry(async ({ glue, call }) => {
      await withSchema({ call }, { Compatibility: 'NONE' });
      await register(call, A3);
      await register(call, A1.replace('Item', 'Other'));
      const SchemaId = { RegistryName: 'r1', SchemaName: 's1' };
      await call('UpdateSchema', {
        SchemaId,
        SchemaVersionNumber: { VersionNumber: 1 },
        Compatibility: 'BACKWARD_ALL',
      });
      const { reasons } = await checkDefinition(glue, NAME, { definition: A2 });
      assert.deepEqual(
        reasons.map((reason) => reason.match(/version \d/)?.[0]),
        ['version 3', 'version 2'],
      );
    }));

  it('check against the checkpoint version when they are told that the registry does', () =>
    inRegistry(async ({ glue, call }) => {
      await withSchema({ call });
      await register(call, EMPTY);
      const definition = A3.replace('"string"', '"string","default":"x"');
      assert.equal((await checkDefinition(glue, NAME, { definition })).verdict, 'registers');
      const { verdict, reasons } = await checkDefinition(glue, NAME, { definition, checkpointBase: 'checkpoint' });
      assert.equal(verdict, 'refused');
      assert.match(reasons[0] ?? '', /^\/fields\/0\/type: .*version 1\)$/);
    }));

  it('register a definition and wait until it is AVAILABLE', () =>
    inRegistry(
      async ({ glue, call }) => {
        await withSchema({ call }, { Compatibility: 'FULL_ALL' });
        const { version, status } = await registerDefinition(glue, NAME, A2);
        assert.deepEqual([version, status], [2, 'AVAILABLE']);
      },
      { pendingMs: 20 },
    ));

  it('fail with path and reason when the registry refuses what they register', () =>
    inRegistry(async ({ glue, call }) => {
      await withSchema({ call });
      await assert.rejects(registerDefinition(glue, NAME, A3), (error) => {
        assert.ok(error instanceof WorkflowError);
        assert.equal(error.exitCode, 1);
        const [first, second] = error.message.split('\n');
        assert.equal(first, 'The registry refused version 2 of r1/s1 under BACKWARD');
        assert.match(second ?? '', /\/fields\/0\/type: reader type: STRING/);
        return true;
      });
    }));

  it('fail with the reason where the registry compares with the checkpoint version, too', () =>
    inRegistry(
      async ({ glue, call }) => {
        await withSchema({ call });
        await register(call, EMPTY);
        const definition = A3.replace('"string"', '"string","default":"x"');
        await assert.rejects(registerDefinition(glue, NAME, definition), /\/fields\/0\/type: .*version 1\)$/);
      },
      { checkpointBase: 'checkpoint' },
    ));

  it('name what a removal takes away before they remove it', () =>
    inRegistry(async ({ glue, call }) => {
      await withFailure({ call });
      assert.deepEqual(await planRemoval(glue, NAME, { version: 3 }), ['version 3 of r1/s1']);
      await removeSchema(glue, NAME, { version: 3 });
      assert.deepEqual(await planRemoval(glue, NAME), [
        'schema r1/s1',
        'version 2 of r1/s1 (AVAILABLE)',
        'version 1 of r1/s1 (AVAILABLE)',
      ]);
      await assert.rejects(removeSchema(glue, NAME, { version: 1 }), /Cannot delete checkpoint version\./);
      await removeSchema(glue, NAME);
      assert.deepEqual(await readSchemas(glue), []);
    }));

  it('tell that the registry does not answer when it does not', async () => {
    let settings = loadSettings({ env: {}, cwd: '/nowhere' });
    await inRegistry(async ({ endpoint }) => {
      settings = loadSettings({ env: { GLUE_PORT: new URL(endpoint).port }, cwd: '/nowhere' });
    });
    const glue = await glueClient(settings, 'us-east-1');
    await assert.rejects(readSchemas(glue), /The Glue Schema Registry does not answer: .*ECONNREFUSED/);
    glue.destroy();
  });
});
