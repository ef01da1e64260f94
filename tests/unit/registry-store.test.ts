import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { groupCommit } from '../../glue/registry/store/group-commit.ts';
import { openStore } from '../../glue/registry/store/store.ts';
import { startRegistry } from '../../glue/registry/registry.ts';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import { A1, A2, createSchema, R1, register, S1, until } from '../glue/case.ts';
import { httpChannel, type Answer } from '../glue/channels.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'registry-store-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const logFile = () => join(dataDir, 'registry.log');

/** Starts a registry on the folder, uses it and stops it; resolves with the lines that it logged. */
async function using(
  use: (call: ReturnType<typeof httpChannel>['call']) => Promise<unknown>,
  options = {},
): Promise<string[]> {
  const lines: string[] = [];
  await using registry = await startRegistry({ dataDir, log: (line) => lines.push(line), ...options });
  await use(httpChannel(registry.endpoint).call);
  return lines;
}

/** Rejects as the start does; one that succeeds is stopped again. */
async function starting(): Promise<void> {
  await using registry = await startRegistry({ dataDir });
  assert.ok(registry);
}

function describeAll(call: ReturnType<typeof httpChannel>['call']): Promise<Answer[]> {
  return Promise.all([
    call('ListRegistries', {}),
    call('GetSchema', { SchemaId: S1 }),
    call('ListSchemaVersions', { SchemaId: S1 }),
    call('GetTags', { ResourceArn: 'arn:aws:glue:us-east-1:000000000000:registry/r1' }),
    call('QuerySchemaVersionMetadata', { SchemaId: S1, SchemaVersionNumber: { VersionNumber: 1 } }),
  ]);
}

describe('registry store', () => {
  it('brings everything back after a restart: schemas, versions, metadata, tags and times', async () => {
    let before: Answer[] = [];
    await using(async (call) => {
      await call('CreateRegistry', { ...R1, Tags: { k: 'v' } });
      const SchemaVersionId = await createSchema(call);
      await register(call, A2);
      for (const MetadataValue of ['one', 'two']) {
        await call('PutSchemaVersionMetadata', {
          SchemaVersionId,
          MetadataKeyValue: { MetadataKey: 'k', MetadataValue },
        });
      }
      await createSchema(call, { SchemaName: 'gone' });
      await call('DeleteSchema', { SchemaId: { ...S1, SchemaName: 'gone' } });
      before = await describeAll(call);
    });
    await using(async (call) => assert.deepEqual(await describeAll(call), before));
  });

  it('cuts a torn last write off, however much of it is left, and says so', async () => {
    await using((call) => call('CreateRegistry', R1));
    const whole = statSync(logFile()).size;
    await using((call) => call('CreateRegistry', { RegistryName: 'r2' }));
    const full = readFileSync(logFile());
    for (const length of [whole + 1, whole + 9, Math.floor((whole + full.length) / 2), full.length - 1]) {
      writeFileSync(logFile(), full);
      truncateSync(logFile(), length);
      const lines = await using(async (call) => {
        assert.match(JSON.stringify(await call('ListRegistries', {})), /^[^]*"r1"[^]*$/);
        await assert.rejects(call('GetRegistry', { RegistryId: { RegistryName: 'r2' } }));
        await call('CreateRegistry', { RegistryName: 'r3' });
      });
      assert.match(lines.join('\n'), new RegExp(`Cut ${length - whole} bytes`));
      await using((call) => call('GetRegistry', { RegistryId: { RegistryName: 'r3' } }));
    }
  });

  it('cuts a last write whose bytes were turned', async () => {
    await using((call) => call('CreateRegistry', R1));
    appendFileSync(logFile(), 'deadbeef [{"type":"registry-removed","scope":"000000000000/us-east-1","name":"r1"}]\n');
    await using((call) => call('GetRegistry', { RegistryId: R1 }));
  });

  it('refuses a log that is damaged before whole data, and one that is not its own', async () => {
    await using(async (call) => {
      await call('CreateRegistry', R1);
      await call('CreateRegistry', { RegistryName: 'r2' });
    });
    const text = readFileSync(logFile(), 'utf8');
    writeFileSync(logFile(), text.replace('"r1"', '"rX"'));
    await assert.rejects(starting(), (error) => error instanceof WorkflowError && /line 2/.test(error.message));
    writeFileSync(logFile(), 'something else altogether\n');
    await assert.rejects(starting(), /is not a log of the Glue registry/);
    assert.deepEqual(readdirSync(dataDir), ['registry.log']);
  });

  it('refuses a whole change that it does not know, instead of cutting it off', async () => {
    await using((call) => call('CreateRegistry', R1));
    const json = '[{"type":"from-the-future"}]';
    appendFileSync(logFile(), `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`);
    const bytes = readFileSync(logFile());
    await assert.rejects(starting(), /a change that this registry does not know: \[{"type":"from/);
    assert.deepEqual(readFileSync(logFile()), bytes);
  });

  it('starts from an empty file or a header that was cut, as a crash in the first moment leaves them', async () => {
    for (const text of ['', 'glue-registry-']) {
      writeFileSync(logFile(), text);
      await using((call) => call('CreateRegistry', R1));
      await using((call) => call('DeleteRegistry', { RegistryId: R1 }));
    }
  });

  it('rewrites the log when most of it speaks of what is gone, and loses nothing by it', async () => {
    let id = '';
    await using(async (call) => {
      await call('CreateRegistry', R1);
      id = await createSchema(call);
    });
    const store = await openStore(dataDir, { log: () => {} });
    const scope = '000000000000/us-east-1';
    const pair = (value: string) => ({ scope, versionId: id, key: 'k', value });
    store.commit([{ type: 'metadata', row: { ...pair('kept'), createdTime: 0 } }]);
    for (let round = 0; round < 40; round++) {
      for (let index = 0; index < 50; index++) {
        store.commit([{ type: 'metadata', row: { ...pair('churn'), createdTime: 0 } }]);
        store.commit([{ type: 'metadata-removed', ...pair('churn') }]);
      }
      await store.durable();
    }
    await store.close();
    const changes = readFileSync(logFile(), 'utf8').split('"type"').length;
    assert.ok(changes < 1200, `${changes} changes are in the log`);
    await using(async (call) => {
      const map = await call('QuerySchemaVersionMetadata', { SchemaVersionId: id });
      assert.match(
        JSON.stringify(map),
        /{"k":{"MetadataValue":"kept","CreatedTime":"[^"]*","OtherMetadataValueList":\[\]}}/,
      );
    });
  });

  it('decides after a restart what was PENDING before it', async () => {
    let id: unknown;
    const options = { pending: 'always', pendingMs: 150 };
    await using(async (call) => {
      await call('CreateRegistry', R1);
      await createSchema(call, { SchemaDefinition: A1 });
      id = (await register(call, A2))['SchemaVersionId'];
    }, options);
    await using(async (call) => {
      const read = () => call('GetSchemaVersion', { SchemaVersionId: id });
      await until(read, ({ Status }) => Status === 'AVAILABLE');
    }, options);
  });
});

describe('group commit', () => {
  it('gathers what comes while a write is under way into the next one', async () => {
    const batches: number[][] = [];
    const { push, durable } = groupCommit<number>(async (batch) => {
      batches.push([...batch]);
      await new Promise(setImmediate);
    });
    assert.equal(durable(), undefined);
    push([1]);
    await Promise.resolve();
    for (const item of [2, 3, 4]) push([item]);
    await durable();
    assert.deepEqual(batches, [[1], [2, 3, 4]]);
    assert.equal(durable(), undefined);
  });

  it('rejects everything after a write that failed: memory is ahead of the disk by then', async () => {
    let writes = 0;
    const { push, durable } = groupCommit<number>(() => {
      writes++;
      return Promise.reject(new Error('no space left'));
    });
    push([1]);
    await assert.rejects(async () => durable(), /no space left/);
    push([2]);
    await assert.rejects(async () => durable(), /no space left/);
    assert.equal(writes, 1);
  });
});
