import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Settings } from '../../configs/settings.ts';
import { s3Client } from '../../scripts/clients.ts';
import { putConnectorConfig, readConnectorConfig, readConnectorStatus } from '../../scripts/connect-api.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { readObject } from '../../scripts/s3.ts';
import { verifyPipeline } from '../../scripts/verify.ts';
import { fastConnectors, openWorkshop, type RunningCommand, type Workshop } from './workshop.ts';

const BUCKET = 'kafka-dev-ap-southeast-2';
const REGION = 'ap-southeast-2';
const FIRST = 'topics/order/partition=0/order+0+0000000000.json';

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

/** Waits until the source and its tasks are in a state. */
async function reachSource({ connectUrl }: Settings, state: string): Promise<void> {
  const isReached = async () => {
    const status = await readConnectorStatus(connectUrl, 'order-source');
    const states = status ? [status.connector.state, ...status.tasks.map((task) => task.state)] : [];
    return (states.length > 1 && states.every((each) => each === state)) || undefined;
  };
  await waitFor(`order-source to be ${state}`, isReached, { timeoutMs: 60_000 });
}

/** Full objects only, which are never full: whoever settles now waits until somebody ends it. */
async function writeNothingMore({ connectUrl }: Settings): Promise<void> {
  const config = await readConnectorConfig(connectUrl, 'order-sink');
  const never = { 'flush.size': '1000000', 'rotate.schedule.interval.ms': '3600000' };
  const put = () => putConnectorConfig(connectUrl, 'order-sink', { ...config, ...never }).then(() => true);
  await waitFor('order-sink to be accepted', put, { timeoutMs: 60_000 });
}

/** Starts to settle and resolves when the source stands still. */
async function settleForEver(workshop: Workshop): Promise<RunningCommand> {
  await reachSource(workshop.settings, 'RUNNING');
  const running = workshop.start('verify', '--settle', '--timeout', '600');
  await reachSource(workshop.settings, 'PAUSED');
  return running;
}

test('verify as a command: what it prints, what it ends with, and what it leaves when it is ended', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'verify-connectors-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await using workshop = await openWorkshop({ CONNECTOR_FILES: await fastConnectors(folder) });
  const { settings } = workshop;
  await workshop.ok('up');
  const hasObjects = async () => {
    const { partitions } = await verifyPipeline(settings);
    return (partitions.length === 6 && partitions.every(({ objects }) => objects > 0)) || undefined;
  };
  await waitFor('an object of every partition', hasObjects, { timeoutMs: 120_000 });

  await t.test('`--settle` proves every record and resumes the source', async () => {
    const report = JSON.parse(await workshop.ok('verify', '--settle', '--json'));
    assert.equal(report.verdict, 'proved');
    for (const { topic, partition, records, lines, pending } of report.partitions) {
      assert.equal(lines, records, `${topic}-${partition}`);
      assert.equal(pending, 0);
    }
    await reachSource(settings, 'RUNNING');
  });

  const whole = await readObject(settings, FIRST);

  await t.test('a deleted object below the committed offset: exit 1, with the records that are missing', async () => {
    await deleteObject(settings, FIRST);
    const { code, stdout } = await workshop.just('verify');
    await putObject(settings, FIRST, whole);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^Fault: records-missing: order-0 offset 0, /m);
    assert.doesNotMatch(stdout, /proved/i);
  });

  await t.test('an edited line: exit 1, with object, line and field', async () => {
    const lines = whole.toString().trimEnd().split('\n');
    // No product has this number, so the line is like no other one.
    const edited = lines.with(0, (lines[0] ?? '').replace(/"product_id":"10\d"/, '"product_id":"999"'));
    await putObject(settings, FIRST, `${edited.join('\n')}\n`);
    const { code, stdout } = await workshop.just('verify');
    await putObject(settings, FIRST, whole);
    assert.equal(code, 1, stdout);
    const place = /^Fault: line-differs: order-0 offset 0, .*0000000000\.json line 1: expected product_id "10\d"/m;
    assert.match(stdout, place);
  });

  await t.test('the leftover of an interrupted upload: proved, and named', async () => {
    const stray = `${FIRST}-0f8fad5b-d9cb-469f-a165-70867728950e`;
    await putObject(settings, stray, 'half a li');
    const screen = await workshop.ok('verify');
    await deleteObject(settings, stray);
    assert.match(screen, /left of an interrupted upload/);
  });

  await t.test('Ctrl-C while it settles: the source goes on', async () => {
    await writeNothingMore(settings);
    const running = await settleForEver(workshop);
    process.kill(running.pid, 'SIGINT');
    const { code, stdout, stderr } = await running.finished;
    assert.equal(code, null);
    assert.doesNotMatch(stdout, /proved/i);
    assert.match(stderr, /^Resumed `order-source`$/m);
    await reachSource(settings, 'RUNNING');
  });

  await t.test('kill -9 while it settles: the next command says what stands still, and `up` resumes it', async () => {
    const running = await settleForEver(workshop);
    process.kill(running.pid, 'SIGKILL');
    await running.finished;
    const { code, stdout } = await workshop.just('verify', '--timeout', '0');
    assert.equal(code, 5, stdout);
    assert.match(stdout, /^Note: .*order-source/m);
    assert.match(await workshop.ok('status'), /order-source.*paused|paused.*order-source/i);
    await workshop.ok('up');
    await reachSource(settings, 'RUNNING');
    assert.match(await workshop.ok('verify', '--settle'), /^Proved: /m);
  });
});
