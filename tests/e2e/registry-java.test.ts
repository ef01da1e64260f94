import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startRegistry, type RegistryServer } from '../../glue/registry/registry.ts';
import { decodeRecord } from '../../glue/record.ts';
import { R1, S1 } from '../glue/case.ts';
import { httpChannel, type Answer } from '../glue/channels.ts';
import { isCi } from './ci.ts';
import { openProxy } from './cloud-account.ts';

const JVM = join(import.meta.dirname, '../../jvm');
const CLASS_PATH = [join(JVM, 'glue-converter/target/lib/*'), join(JVM, 'kafka/target/lib/*')];
const TASKS = join(import.meta.dirname, '../java/GlueTasks.java');
const ENV = { PATH: process.env['PATH'], AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

/** The stories that Java tells, each to a registry of its own with these options. */
const STORIES = {
  first: {},
  race: { faults: true },
  incompatible: {},
  pending: { pendingMs: 700 },
  exhausted: { pendingMs: 60_000 },
  nowhere: {},
} as const;
type Story = keyof typeof STORIES;

interface Step {
  readonly ms: number;
  readonly ok: boolean;
  /** The bytes of the record in hexadecimal, or the messages of the exception and its causes. */
  readonly result: string;
}

const steps = new Map<string, Step>();
const answers = new Map<string, Answer>();
/** What the first task has put beside its version. */
let metadata: unknown;
/** Every operation that Java has called, in order. */
const calls = new Map<string, string[]>();

const FIRST = ['GetSchemaByDefinition', 'CreateSchema', 'PutSchemaVersionMetadata'];

/** Passes calls on to a registry, and writes their operations down. */
async function recorder(story: string, port: number) {
  const seen: string[] = [];
  calls.set(story, seen);
  return openProxy(port, (request) => {
    seen.push(String(request.headers['x-amz-target']).replace('AWSGlue.', ''));
    return undefined;
  });
}

function stepOf(story: Story, name: string): Step {
  return steps.get(`${story} ${name}`) ?? assert.fail(`no step ${name} of ${story}`);
}

/** The schema version id in the record that a step sent. */
function idOf(story: Story, name: string): string {
  const { ok, result } = stepOf(story, name);
  assert.ok(ok, result);
  return decodeRecord(Buffer.from(result, 'hex')).schemaVersionId;
}

async function runJava(endpoints: readonly string[]): Promise<void> {
  const args = ['-XX:TieredStopAtLevel=1', '-cp', CLASS_PATH.join(':'), TASKS, ...endpoints];
  const { stdout } = await promisify(execFile)('java', args, { env: ENV, timeout: 120_000 });
  for (const line of stdout.trim().split('\n')) {
    const [story, name, ms, outcome, result = ''] = line.split('\t');
    steps.set(`${story} ${name}`, { ms: Number(ms), ok: outcome === 'ok', result });
  }
}

/** Both tasks have looked for the schema in vain before the first of them gets it created. */
async function holdCreateSchema(endpoint: string): Promise<void> {
  const body = JSON.stringify({ faults: [{ operation: 'CreateSchema', latencyMs: 3000 }] });
  await fetch(`${endpoint}/_faults`, { method: 'PUT', body });
}

async function tellStories(): Promise<void> {
  const registries = new Map<string, RegistryServer>();
  const recorders = new Map<string, Awaited<ReturnType<typeof recorder>>>();
  try {
    for (const [story, options] of Object.entries(STORIES)) {
      const registry = await startRegistry(options);
      registries.set(story, registry);
      recorders.set(story, await recorder(story, registry.port));
      if (story === 'race') await holdCreateSchema(registry.endpoint);
      if (story !== 'nowhere') await httpChannel(registry.endpoint).call('CreateRegistry', R1);
    }
    await runJava([...recorders].map(([story, { url }]) => `${story}=${url}`));
    for (const [story, { endpoint }] of registries) {
      const { call } = httpChannel(endpoint);
      answers.set(
        story,
        await (story === 'nowhere' ? call('ListRegistries', {}) : call('GetSchema', { SchemaId: S1 })),
      );
    }
    const first = httpChannel(registries.get('first')?.endpoint ?? '');
    const SchemaVersionNumber = { LatestVersion: true };
    const query = await first.call('QuerySchemaVersionMetadata', { SchemaId: S1, SchemaVersionNumber });
    metadata = query['MetadataInfoMap'];
  } finally {
    for (const { close } of recorders.values()) close();
    for (const registry of registries.values()) await registry.close();
  }
}

describe(
  "AWS's own Connect converter",
  { skip: !isCi && !existsSync(join(JVM, 'kafka/target/lib')) && 'the JVM side is not built' },
  () => {
    before(tellStories);

    it('case 140 (sure: JC): the first record of a topic makes its schema, and another task can read it', () => {
      assert.match(idOf('first', 'send'), /^[0-9a-f-]{36}$/);
      assert.equal(Buffer.from(stepOf('first', 'read').result, 'hex').toString(), 'Struct{value=7}');
      assert.equal(answers.get('first')?.['LatestSchemaVersion'], 1);
      assert.equal(answers.get('first')?.['Compatibility'], 'BACKWARD');
      assert.deepEqual(calls.get('first'), [...FIRST, 'GetSchemaVersion']);
      assert.match(JSON.stringify(metadata), /^{"x-amz-meta-transport":{"MetadataValue":"s1",/);
    });

    it('case 141 (sure: JC): two tasks that start at the same moment get one and the same id, and none fails', () => {
      assert.equal(idOf('race', 'one'), idOf('race', 'other'));
      assert.equal(answers.get('race')?.['LatestSchemaVersion'], 1);
      // Both have looked in vain and tried to create it; the loser has registered then, and put its metadata twice.
      const [looked, tried] = [calls.get('race')?.slice(0, 2), calls.get('race')?.slice(2, 4)];
      assert.deepEqual([looked, tried], [Array(2).fill('GetSchemaByDefinition'), Array(2).fill('CreateSchema')]);
      const rest = [...Array<string>(3).fill('PutSchemaVersionMetadata'), 'RegisterSchemaVersion'];
      assert.deepEqual(calls.get('race')?.slice(4).toSorted(), rest);
    });

    it('case 142 (sure: JC): an incompatible schema fails the task after its wait, and the restarted task at once', () => {
      const fresh = stepOf('incompatible', 'new');
      assert.ok(!fresh.ok && fresh.ms >= 3000, `${fresh.ms} ms`);
      assert.match(fresh.result, /Schema evolution check failed.*FAILURE/);
      const restarted = stepOf('incompatible', 'restarted');
      // It has not waited for an evolution check, which would have been the cause then.
      assert.ok(!restarted.ok);
      assert.match(restarted.result, /Schema Found but status is FAILURE/);
      const evolution = ['GetSchemaByDefinition', 'RegisterSchemaVersion', 'GetSchemaVersion'];
      assert.deepEqual(calls.get('incompatible'), [...FIRST, ...evolution, 'GetSchemaByDefinition']);
    });

    it('case 143 (sure: JC + NC): a change under FULL_ALL is PENDING first and settled when the task looks, once', () => {
      assert.notEqual(idOf('pending', 'new'), idOf('pending', 'old'));
      assert.ok(stepOf('pending', 'new').ms >= 3000);
      const evolution = ['GetSchemaByDefinition', 'RegisterSchemaVersion', 'GetSchemaVersion'];
      assert.deepEqual(calls.get('pending'), [...FIRST, ...evolution, 'PutSchemaVersionMetadata']);
    });

    it('case 144 (sure: JC): a version that stays PENDING exhausts the retries of the task', () => {
      const { ok, result } = stepOf('exhausted', 'new');
      assert.ok(!ok);
      assert.match(result, /Retries exhausted for schema evolution check/);
      assert.equal(calls.get('exhausted')?.filter((operation) => operation === 'GetSchemaVersion').length, 10);
    });

    it('case 145 (assumed via 106): without the registry the task fails and nothing is created', () => {
      const { ok, result } = stepOf('nowhere', 'send');
      assert.ok(!ok);
      assert.match(result, /Registry is not found\. RegistryName: r1/);
      assert.deepEqual(answers.get('nowhere'), { Registries: [] });
      assert.deepEqual(calls.get('nowhere'), ['GetSchemaByDefinition']);
    });
  },
);
