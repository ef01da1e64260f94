import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openWorkshop } from './workshop.ts';

const SINK = new URL('../../configs/sink.json', import.meta.url);

test('a mistake gets one clear error with its remedy', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'mistakes-'));
  t.after(() => rm(dir, { recursive: true }));
  const sinkFile = join(dir, 'sink.json');
  const writeSink = async (change: Readonly<Record<string, string>>) => {
    const sink: { config: object } = JSON.parse(await readFile(SINK, 'utf8'));
    await writeFile(sinkFile, JSON.stringify({ ...sink, config: { ...sink.config, topics: 'nothing', ...change } }));
  };
  await writeSink({});
  await using workshop = await openWorkshop({ CONNECTOR_FILES: sinkFile });

  await t.test('a command before its service runs says which one to start', async () => {
    const { code, stderr } = await workshop.just('topics:list');
    assert.equal(code, 3);
    assert.match(stderr, /Kafka at 127\.0\.0\.1:\d+.* does not answer\nStart it with `npx just up`/);
  });

  await workshop.ok('build');
  for (const task of ['aws:up', 'kafka:up', 'connect:up']) await workshop.ok(task);

  await t.test('every wrong value of a connector file is named with its key', async () => {
    await writeSink({ 'flush.size': '0', timezone: 'Sydney', 'partition.class': 'DefaultPartitioner' });
    const { code, stderr } = await workshop.just('sink:create');
    assert.equal(code, 2);
    for (const key of ['flush.size', 'timezone', 'partition.class'])
      assert.match(stderr, new RegExp(`^ +${key}: `, 'm'));
    assert.ok(stderr.includes(`Correct ${sinkFile}`));
  });

  await t.test('a failed task shows its cause in one line, and the command that restarts it', async () => {
    await writeSink({ 's3.bucket.name': 'nobody-made-this-bucket' });
    const { code, stderr } = await workshop.just('sink:create');
    assert.equal(code, 5);
    assert.match(stderr, /Task \d of order-sink FAILED: .*nobody-made-this-bucket/);
    assert.doesNotMatch(stderr, /\tat /);
  });

  await t.test('a broken connector file is named before anything is asked of Connect', async () => {
    await writeFile(sinkFile, '{"name":"order-sink","config":{"tasks.max":2}}');
    const { code, stderr } = await workshop.just('sink:create');
    assert.equal(code, 2);
    assert.match(stderr, /sink\.json: config\.tasks\.max must be a string/);
  });
});
