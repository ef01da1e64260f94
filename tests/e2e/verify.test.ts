import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DeleteSchemaCommand } from '@aws-sdk/client-glue';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Settings } from '../../configs/settings.ts';
import { glueClient, kafkaClient, s3Client } from '../../scripts/clients.ts';
import { deleteConnector, pauseConnector, readConnectorStatus, resumeConnector } from '../../scripts/connect-api.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { readObject } from '../../scripts/s3.ts';
import { verifyPipeline } from '../../scripts/verify.ts';
import type { FaultKind } from '../../scripts/verify/faults.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const BUCKET = 'kafka-dev-ap-southeast-2';
const REGION = 'ap-southeast-2';
const FIRST = 'topics/order/partition=0/order+0+0000000000.json';
const CONFIGS = new URL('../../configs/', import.meta.url);

/** The tutorial's connectors, but quick: a file every two seconds instead of every minute. */
async function writeQuickConnectors(folder: string): Promise<string> {
  const quick: Record<string, Record<string, string>> = {
    'source.json': { 'global.throttle.ms': '50' },
    'sink.json': { 'flush.size': '10', 'rotate.schedule.interval.ms': '2000' },
  };
  const files = Object.entries(quick).map(async ([name, changes]) => {
    const file = JSON.parse(readFileSync(new URL(name, CONFIGS), 'utf8'));
    await writeFile(join(folder, name), JSON.stringify({ ...file, config: { ...file.config, ...changes } }));
    return join(folder, name);
  });
  return (await Promise.all(files)).join(',');
}

async function putObject(settings: Settings, key: string, content: Buffer | string): Promise<void> {
  const s3 = await s3Client(settings, REGION);
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: content }));
  s3.destroy();
}

async function deleteObject(settings: Settings, key: string): Promise<void> {
  const s3 = await s3Client(settings, REGION);
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  s3.destroy();
}

/** Waits until a connector and its tasks are in a state. */
async function reach(settings: Settings, name: string, state: string): Promise<void> {
  await waitFor(
    `${name} to be ${state}`,
    async () => {
      const status = await readConnectorStatus(settings.connectUrl, name);
      const states = status ? [status.connector.state, ...status.tasks.map((task) => task.state)] : [];
      return (states.length > 1 && states.every((each) => each === state)) || undefined;
    },
    { timeoutMs: 30_000 },
  );
}

async function expectFaults(workshop: Workshop, code: number, kinds: readonly FaultKind[]): Promise<void> {
  const report = await verifyPipeline(workshop.settings, { timeoutMs: 0 });
  const found = new Set(report.faults.map(({ kind }) => kind));
  assert.deepEqual([...found].toSorted(), [...kinds].toSorted(), JSON.stringify(report.faults, undefined, 1));
  assert.equal(report.exitCode, code);
}

test('verify proves a healthy pipeline, and names what somebody does to it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'verify-connectors-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await using workshop = await openWorkshop({ CONNECTOR_FILES: await writeQuickConnectors(folder) });
  const { settings } = workshop;
  const { connectUrl } = settings;
  await workshop.ok('up');
  await waitFor(
    'three objects of every partition',
    async () => {
      const { partitions } = await verifyPipeline(settings);
      return (partitions.length === 6 && partitions.every(({ objects }) => objects >= 3)) || undefined;
    },
    { timeoutMs: 120_000 },
  );

  await t.test('`verify --settle` proves every record and resumes the source', async () => {
    const report = JSON.parse(await workshop.ok('verify', '--settle', '--json'));
    assert.equal(report.verdict, 'proved');
    for (const { topic, partition, records, lines, pending } of report.partitions) {
      assert.equal(lines, records, `${topic}-${partition}`);
      assert.equal(pending, 0);
    }
    await reach(settings, 'order-source', 'RUNNING');
  });

  const whole = await readObject(settings, FIRST);
  const lines = whole.toString().trimEnd().split('\n');

  await t.test('a deleted object below the committed offset: exit 1, with the records that are missing', async () => {
    await deleteObject(settings, FIRST);
    const { code, stdout } = await workshop.just('verify');
    await putObject(settings, FIRST, whole);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^Fault: records-missing: order-0 offset 0, /m);
    assert.doesNotMatch(stdout, /proved/i);
  });

  await t.test('an edited line: exit 1, with object, line and field', async () => {
    const edited = lines.with(1, (lines[1] ?? '').replace(/"product_id":"10\d"/, '"product_id":"999"'));
    await putObject(settings, FIRST, `${edited.join('\n')}\n`);
    const { code, stdout } = await workshop.just('verify');
    await putObject(settings, FIRST, whole);
    assert.equal(code, 1, stdout);
    assert.match(
      stdout,
      /^Fault: line-differs: order-0 offset 1, .*0000000000\.json line 2: expected product_id "10\d"/m,
    );
  });

  await t.test('the leftover of an interrupted upload: proved, and named', async () => {
    const stray = `${FIRST}-0f8fad5b-d9cb-469f-a165-70867728950e`;
    await putObject(settings, stray, 'half a li');
    const screen = await workshop.ok('verify');
    await deleteObject(settings, stray);
    assert.match(screen, /left of an interrupted upload/);
  });

  await t.test('a paused sink: exit 5, and the data so far is still proved', async () => {
    await pauseConnector(connectUrl, 'order-sink');
    await reach(settings, 'order-sink', 'PAUSED');
    await expectFaults(workshop, 5, ['connector-not-running', 'task-not-running']);
    await resumeConnector(connectUrl, 'order-sink');
    await reach(settings, 'order-sink', 'RUNNING');
  });

  await t.test('a deleted connector: exit 5, and its data is judged by its file', async () => {
    await deleteConnector(connectUrl, 'order-sink');
    await expectFaults(workshop, 5, ['connector-missing']);
  });

  await t.test('a committed offset ahead of S3: exit 1', async () => {
    const admin = (await kafkaClient(settings)).admin();
    await admin.connect();
    const [before] = await admin.fetchOffsets({ groupId: 'connect-order-sink', topics: ['order'] });
    const last = (await admin.fetchTopicOffsets('order')).find(({ partition }) => partition === 1);
    const set = (offset: string) =>
      admin.setOffsets({ groupId: 'connect-order-sink', topic: 'order', partitions: [{ partition: 1, offset }] });
    await set(last?.high ?? '0');
    await expectFaults(workshop, 1, ['connector-missing', 'committed-ahead']);
    await set(before?.partitions.find(({ partition }) => partition === 1)?.offset ?? '0');
    await admin.disconnect();
    await workshop.ok('sink:create');
  });

  await t.test(
    'a record that nobody can decode: exit 1, and exit 5 would be hidden by it: both are named',
    async () => {
      const producer = (await kafkaClient(settings)).producer();
      await producer.connect();
      await producer.send({ topic: 'order', messages: [{ partition: 2, key: 'poison', value: 'not framed by Glue' }] });
      await producer.disconnect();
      await waitFor(
        'a sink task to fail',
        async () => {
          const status = await readConnectorStatus(connectUrl, 'order-sink');
          return status?.tasks.some(({ state }) => state === 'FAILED') || undefined;
        },
        { timeoutMs: 60_000 },
      );
      const { code, stdout } = await workshop.just('verify', '--timeout', '0');
      assert.equal(code, 1, stdout);
      assert.match(stdout, /^Fault: header-damaged: order-2 offset \d+/m);
      assert.match(stdout, /^Fault: task-not-running: connector order-sink: expected RUNNING, found task \d FAILED: /m);
    },
  );

  await t.test('a deleted schema: exit 1, once with its count instead of once a record', async () => {
    const glue = await glueClient(settings, REGION);
    await glue.send(new DeleteSchemaCommand({ SchemaId: { RegistryName: 'online-order', SchemaName: 'customer' } }));
    glue.destroy();
    const { faults } = await verifyPipeline(settings, { timeoutMs: 0, only: ['schemas'] });
    assert.deepEqual(faults.map(({ kind, topic, partition }) => `${kind} ${topic}-${partition}`).toSorted(), [
      'schema-version-missing customer-0',
      'schema-version-missing customer-1',
      'schema-version-missing customer-2',
    ]);
  });
});
