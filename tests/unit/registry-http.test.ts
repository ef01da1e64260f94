import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { operations } from '../../glue/registry/operations/index.ts';
import { startRegistry } from '../../glue/registry/registry.ts';
import { A1, createSchema, R1, register, S1, withSchema } from '../glue/case.ts';
import { CallError, httpChannel, post } from '../glue/channels.ts';
import { seeded, type Random } from '../glue/random.ts';

const WRONG: readonly [unknown, ...unknown[]] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  '',
  'x',
  'r1',
  '\u0000',
  '\uD800',
  'a'.repeat(300),
  [],
  [null],
  {},
  { a: 1 },
  { RegistryName: 1 },
  { RegistryName: 'r1', RegistryArn: 'x' },
  { SchemaName: {}, RegistryName: [] },
  { VersionNumber: '1' },
  { __proto__: null, constructor: 'x' },
  S1,
  R1,
  { VersionNumber: 1 },
  { LatestVersion: 'yes' },
  A1,
  '['.repeat(5000),
  '{"type":',
];
const MEMBERS = [
  'RegistryId',
  'RegistryName',
  'SchemaId',
  'SchemaName',
  'SchemaDefinition',
  'DataFormat',
  'Compatibility',
  'Description',
  'Tags',
  'SchemaVersionId',
  'SchemaVersionNumber',
  'Versions',
  'MaxResults',
  'NextToken',
  'MetadataKeyValue',
  'MetadataList',
  'ResourceArn',
  'TagsToAdd',
  'TagsToRemove',
  'SchemaDiffType',
  'FirstSchemaVersionNumber',
  'SecondSchemaVersionNumber',
] as const;
/** Each round sends one request to every operation. */
const ROUNDS = process.env['SOAK'] ? 1000 : 12;
const PROTOTYPES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

function nonsense(random: Random): string {
  const body = Object.fromEntries(MEMBERS.filter(() => random.chance(60)).map((name) => [name, random.pick(WRONG)]));
  const text = JSON.stringify(body);
  return random.chance(10) ? text.slice(0, random.below(text.length)) : text;
}

describe('registry over HTTP', () => {
  it('answers nonsense of every kind with 200 or 4xx, never with 5xx, and goes on serving', async () => {
    const bugs: string[] = [];
    await using registry = await startRegistry({ log: (line) => line.startsWith('Bug') && bugs.push(line) });
    await withSchema({ call: httpChannel(registry.endpoint).call });
    const random = seeded(7);
    const names = [...operations.keys()];
    for (let round = 0; round < ROUNDS; round++) {
      const answers = names.map(async (name) => {
        const body = nonsense(random);
        const { status, text } = await post(registry.endpoint, { target: `AWSGlue.${name}`, body });
        assert.ok(status === 200 || (status >= 400 && status < 500), `${name} ${body}: ${status} ${text}`);
      });
      await Promise.all(answers);
    }
    assert.deepEqual(bugs, []);
    assert.equal((await fetch(`${registry.endpoint}/health`)).status, 200);
  });

  it('takes the name of a property of every object for an unknown operation, and for a name like any other', async () => {
    await using registry = await startRegistry();
    const { call } = httpChannel(registry.endpoint);
    for (const name of PROTOTYPES) {
      assert.equal((await post(registry.endpoint, { target: `AWSGlue.${name}` })).status, 400);
    }
    await call('CreateRegistry', { RegistryName: 'constructor' });
    await createSchema(call, { RegistryId: { RegistryName: 'constructor' }, SchemaName: 'toString' });
  });

  it('refuses a body of 10 MB and keeps none of it', async () => {
    await using registry = await startRegistry();
    const before = process.memoryUsage().arrayBuffers;
    const body = JSON.stringify({ SchemaDefinition: 'x'.repeat(10 * 1024 * 1024) });
    const { status, text } = await post(registry.endpoint, { target: 'AWSGlue.CreateSchema', body });
    assert.equal(status, 413);
    assert.match(text, /SerializationException/);
    assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 1024 * 1024);
  });

  it('cuts off a client that does not finish its request, while others are served', { timeout: 60_000 }, async () => {
    // Long enough for the one that is served: a busy machine may let it wait between its first byte and its last.
    await using registry = await startRegistry({ requestTimeoutMs: 1000 });
    const slow = connect(registry.port, '127.0.0.1');
    slow.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    const silent = connect(registry.port, '127.0.0.1');
    silent.write('POST / HTTP/1.1\r\nHos');
    silent.resume();
    let answer = '';
    slow.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    assert.equal((await fetch(registry.endpoint)).status, 200);
    await Promise.all([once(slow, 'close'), once(silent, 'close')]);
    assert.match(answer, /^HTTP\/1\.1 408 /);
  });

  it('survives clients that break off in the middle', async () => {
    const bugs: string[] = [];
    await using registry = await startRegistry({ log: (line) => bugs.push(line) });
    const broken = Array.from({ length: 50 }, async () => {
      const socket = connect(registry.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        'POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSGlue.ListRegistries\r\nContent-Length: 100\r\n\r\n{',
      );
      socket.resetAndDestroy();
    });
    await Promise.all(broken);
    assert.equal((await fetch(registry.endpoint)).status, 200);
    assert.deepEqual(
      bugs.filter((line) => line.includes('Bug')),
      [],
    );
  });

  it('serves 200 connections at once', async () => {
    await using registry = await startRegistry();
    const { call } = httpChannel(registry.endpoint);
    await call('CreateRegistry', R1);
    const answers = await Promise.all(Array.from({ length: 200 }, () => call('GetRegistry', { RegistryId: R1 })));
    assert.ok(answers.every((answer) => answer['RegistryName'] === 'r1'));
  });

  it('takes any path, a charset behind the content type and an empty body', async () => {
    await using registry = await startRegistry();
    const headers = { 'Content-Type': 'application/x-amz-json-1.1; charset=utf-8' };
    const { status, text } = await post(`${registry.endpoint}/any/path?x=1`, {
      target: 'AWSGlue.ListRegistries',
      body: '',
      headers,
    });
    assert.deepEqual([status, text], [200, '{"Registries":[]}']);
  });

  it('has no admin call unless faults are switched on', async () => {
    await using registry = await startRegistry();
    assert.equal((await fetch(`${registry.endpoint}/_faults`, { method: 'PUT', body: '{"faults":[]}' })).status, 400);
  });
});

describe('clients racing each other', () => {
  it('get one winner for CreateSchema, and the others AlreadyExistsException', async () => {
    await using registry = await startRegistry();
    const { call } = httpChannel(registry.endpoint);
    await call('CreateRegistry', R1);
    const results = await Promise.allSettled(Array.from({ length: 32 }, () => createSchema(call)));
    const losers = results.filter((result) => result.status === 'rejected');
    assert.equal(losers.length, 31);
    assert.ok(losers.every(({ reason }) => reason instanceof CallError && reason.type === 'AlreadyExistsException'));
  });

  it('get one version for one text, and numbers without a gap for several', async () => {
    await using registry = await startRegistry({ maxVersions: 1000 });
    const { call } = httpChannel(registry.endpoint);
    await withSchema({ call }, { Compatibility: 'NONE' });
    const texts = Array.from({ length: 40 }, (_, index) =>
      JSON.stringify({ type: 'fixed', name: 'F', size: index % 8 }),
    );
    const answers = await Promise.all(texts.map((text) => register(call, text)));
    assert.equal(new Set(answers.map((answer) => answer['SchemaVersionId'])).size, 8);
    const numbers = [...new Set(answers.map((answer) => Number(answer['VersionNumber'])))].toSorted((a, b) => a - b);
    assert.deepEqual(numbers, [2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
