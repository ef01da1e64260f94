import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startRegistry } from '../../glue/registry/registry.ts';
import { openStore } from '../../glue/registry/store/store.ts';
import { A1, A2, createSchema, R1, S1 } from '../glue/case.ts';
import { httpChannel } from '../glue/channels.ts';
import { seeded } from '../glue/random.ts';

const MAIN = join(import.meta.dirname, '../../glue/registry/main.cjs');
const CLIENTS = 8;
const KILLS = process.env['SOAK'] ? 40 : 2;

let dataDir = '';
let started: ChildProcess[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'registry-process-'));
  started = [];
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** Starts the registry as a process of its own, as `just up` does. */
function start(...args: readonly string[]) {
  return startWith([process.execPath], ...args);
}

/** The same through other programs, the last of which is Node.js. */
function startWith([command = '', ...before]: readonly string[], ...args: readonly string[]) {
  const child = spawn(command, [...before, MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let output = '';
  const gather = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', gather);
  child.stderr.on('data', gather);
  const exited = once(child, 'exit');
  const endpoint = async () => {
    for (;;) {
      const found = /ready at (\S+)/.exec(output)?.[1];
      if (found) return found;
      await Promise.race([once(child.stdout, 'data'), exited.then(() => assert.fail(output))]);
    }
  };
  const refusal = () => Promise.race([exited, endpoint().then((found) => assert.fail(`serves at ${found}`))]);
  return { child, endpoint, exited, refusal, output: () => output };
}

const onFreePort = () => start('--port', '0', '--data', dataDir);

describe('registry process', () => {
  it('says where it serves, tells who it is, and ends with 0 on SIGTERM and SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const registry = onFreePort();
      const health = await fetch(`${await registry.endpoint()}/health`);
      assert.match(await health.text(), /"service":"glue-schema-registry-emulator"/);
      registry.child.kill(signal);
      assert.deepEqual(await registry.exited, [0, null]);
    }
  });

  it(`loses nothing that it acknowledged when it is killed ${KILLS} times while clients write, and takes over the lock of the dead`, async () => {
    const random = seeded(Number(process.env['SEED'] ?? 1));
    const acknowledged: string[] = [];
    const registered: unknown[] = [];
    const described: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const registry = start('--port', '0', '--data', dataDir, '--max-versions', '1000000');
      const { call } = httpChannel(await registry.endpoint());
      if (kill === 0) await call('CreateRegistry', R1);
      const end = acknowledged.length + 20 + random.below(80);
      const client = async (name: string) => {
        for (let index = 0; ; index++) {
          const id = await createSchema(call, { SchemaName: `${name}.${index}` });
          if (acknowledged.push(id) === end) registry.child.kill('SIGKILL');
          await call('PutSchemaVersionMetadata', {
            SchemaVersionId: id,
            MetadataKeyValue: { MetadataKey: 'k', MetadataValue: id },
          });
          described.push(id);
          const SchemaId = { ...S1, SchemaName: `${name}.${index}` };
          const version = await call('RegisterSchemaVersion', { SchemaId, SchemaDefinition: A2 });
          registered.push(version['SchemaVersionId']);
        }
      };
      await Promise.allSettled(Array.from({ length: CLIENTS }, (_, index) => client(`kill${kill}.client${index}`)));
      await registry.exited;
      assert.ok(acknowledged.length >= end);
    }
    const { call } = httpChannel(await onFreePort().endpoint());
    for (const SchemaVersionId of acknowledged) {
      const { SchemaDefinition } = await call('GetSchemaVersion', { SchemaVersionId });
      assert.equal(SchemaDefinition, A1);
    }
    for (const SchemaVersionId of registered) {
      const { SchemaDefinition, Status } = await call('GetSchemaVersion', { SchemaVersionId });
      assert.deepEqual([SchemaDefinition, Status], [A2, 'AVAILABLE']);
    }
    for (const SchemaVersionId of described) {
      const { MetadataInfoMap } = await call('QuerySchemaVersionMetadata', { SchemaVersionId });
      assert.match(JSON.stringify(MetadataInfoMap), new RegExp(`"MetadataValue":"${SchemaVersionId}"`));
    }
    assert.ok(registered.length > 0 && described.length > 0);
  });

  it('ends when the disk is full, in one clear error, and has lost nothing of what it acknowledged', async () => {
    const limited = `trap '' XFSZ; ulimit -f 64; exec "$@"`;
    const registry = startWith(['sh', '-c', limited, 'sh', process.execPath], '--port', '0', '--data', dataDir);
    const { call } = httpChannel(await registry.endpoint());
    const names: string[] = [];
    const fill = async () => {
      for (;;) {
        const RegistryName = `r${names.length}`;
        await call('CreateRegistry', { RegistryName, Description: 'd'.repeat(2000) });
        names.push(RegistryName);
      }
    };
    await assert.rejects(fill());
    assert.deepEqual(await registry.exited, [2, null]);
    assert.match(registry.output(), /registry\.log cannot be written: EFBIG.*\nFree some space/);
    const again = httpChannel(await onFreePort().endpoint());
    assert.ok(names.length > 0);
    for (const RegistryName of names) await again.call('GetRegistry', { RegistryId: { RegistryName } });
  });

  it('keeps within its memory while 200 clients send the largest bodies at once, and bodies beyond', async () => {
    const registry = onFreePort();
    const endpoint = await registry.endpoint();
    const bodyOf = (megabytes: number) => {
      const json = JSON.stringify({ SchemaName: 's1', SchemaDefinition: 'x'.repeat(megabytes * 1024 * 1024 - 100) });
      const head = `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Amz-Target: AWSGlue.CreateSchema\r\n`;
      return Buffer.from(`${head}Content-Length: ${json.length}\r\n\r\n${json}`);
    };
    const [largest, beyond] = [bodyOf(2), bodyOf(10)];
    const answers = Array.from({ length: 200 }, async (_, index) => {
      const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
      socket.write(index % 2 ? largest : beyond);
      return /^HTTP\/1.1 (\d+)/.exec(await text(socket))?.[1];
    });
    assert.deepEqual(new Set(await Promise.all(answers)), new Set(['400', '413']));
    const status = await readFile(`/proc/${registry.child.pid}/status`, 'utf8');
    const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
    assert.ok(peakMb < 450, `${peakMb} MB`);
    assert.equal((await fetch(`${endpoint}/health`)).status, 200);
  });

  // Counted in processor time: how long the machine lets it wait for others is not its doing.
  it('opens 10,000 versions in under a second', async () => {
    const store = await openStore(dataDir, { log: () => {} });
    const at = { scope: '000000000000/us-east-1', createdTime: 0 };
    const row = { ...at, tags: {}, updatedTime: 0 };
    const schema = {
      ...row,
      registry: 'r1',
      name: 's1',
      dataFormat: 'AVRO',
      compatibility: 'NONE',
      checkpoint: 1,
    } as const;
    store.commit([
      { type: 'registry', row: { ...row, name: 'r1' } },
      { type: 'schema', row: { ...schema, nextVersion: 10_001 } },
    ]);
    for (let number = 1; number <= 10_000; number++) {
      const texts = { id: randomUUID(), definition: A2.replace('note', `note${number}`), fingerprint: String(number) };
      store.commit([
        { type: 'version', row: { ...at, ...texts, registry: 'r1', schema: 's1', number, status: 'AVAILABLE' } },
      ]);
    }
    await store.close();
    const before = process.cpuUsage();
    await using registry = await startRegistry({ dataDir });
    const { user, system } = process.cpuUsage(before);
    const openMs = Math.round((user + system) / 1000);
    assert.ok(openMs < 1000, `${openMs} ms`);
    const { LatestSchemaVersion } = await httpChannel(registry.endpoint).call('GetSchema', { SchemaId: S1 });
    assert.equal(LatestSchemaVersion, 10_000);
  });

  it('refuses a data folder that a live registry holds, naming its process', async () => {
    const first = onFreePort();
    await first.endpoint();
    const second = onFreePort();
    assert.deepEqual(await second.refusal(), [2, null]);
    assert.match(second.output(), new RegExp(`is held by a running registry \\(pid ${first.child.pid}\\)`));
  });

  it('does not trust a claim whose process number belongs to another process by now', async () => {
    writeFileSync(join(dataDir, `lock-${process.pid}-12345`), '');
    await onFreePort().endpoint();
  });

  it('refuses a taken port and wrong arguments in one sentence each', async () => {
    const first = onFreePort();
    const port = new URL(await first.endpoint()).port;
    const second = start('--port', port, '--data', join(dataDir, 'other'));
    assert.deepEqual(await second.refusal(), [2, null]);
    assert.match(second.output(), new RegExp(`^Port ${port} is taken by another process\\n`));
    for (const args of [
      ['--data', dataDir, '--port', 'x', '--pending', 'y'],
      ['--prot', '0'],
    ]) {
      const third = start(...args);
      assert.deepEqual(await third.refusal(), [2, null]);
      assert.match(third.output(), /^Bad arguments of the registry:\n {2}.*--(port|prot)/);
    }
  });
});
