import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runPaths } from '../../scripts/runtime/run-folder.ts';
import { readTopic } from '../../scripts/topics.ts';
import { deleteBucket, deleteTopic, expectProved, failureOf, produceRaw, writePair } from './drills/pair.ts';
import { waitForRecords } from './drills/records.ts';
import { openWorkshop } from './workshop.ts';

test('what stops a sink is said in one sentence, and heals without a loss', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sink-'));
  t.after(() => rm(folder, { recursive: true }));
  await using workshop = await openWorkshop({ CONNECTOR_FILES: await writePair(folder, { topic: 'none' }) });
  await workshop.ok('build');
  for (const task of ['aws:up', 'kafka:up', 'connect:up']) await workshop.ok(task);
  const remove = async () => {
    for (const task of ['source:delete', 'sink:delete']) await workshop.ok(task);
  };
  const meets = (what: string, body: () => Promise<void>) =>
    t.test(what, async () => {
      await body();
      await remove();
    });

  await meets('a bucket that is not there when it starts', async () => {
    await writePair(folder, { topic: 'early', sink: { 's3.bucket.name': 'made-later' } });
    await workshop.ok('source:create');
    await waitForRecords(workshop, 'early', 120);
    const { code, stderr } = await workshop.just('sink:create');
    assert.equal(code, 5, stderr);
    assert.match(stderr, /^Task \d of early-sink FAILED: .*`made-later`.*$/m);
    assert.match(await workshop.ok('aws:up'), /Created bucket made-later/);
    await workshop.ok('sink:create');
    await expectProved(workshop, 'early');
  });

  await meets('a bucket that is deleted while it runs', async () => {
    const sink = { 's3.bucket.name': 'deleted' };
    await writePair(folder, { topic: 'gone', sink, source: { 'topic.gone.records.exactly': undefined } });
    for (const task of ['aws:up', 'source:create', 'sink:create']) await workshop.ok(task);
    await deleteBucket(workshop, 'deleted');
    assert.match(await failureOf(workshop, 'gone-sink'), /`deleted`/);
    assert.match(await workshop.ok('aws:up'), /Created bucket deleted/);
    // What was in it is gone. The remedy that verify names for that: another name, which has committed nothing.
    await workshop.ok('sink:delete');
    await writePair(folder, { topic: 'gone', sinkName: 'anew', sink: { ...sink, 'topics.dir': 'anew' } });
    await workshop.ok('sink:create');
    assert.match(await workshop.ok('verify', '--settle'), /^Proved: /m);
  });

  await meets('objects of an earlier life of the topic', async () => {
    await writePair(folder, { topic: 'twice' });
    for (const task of ['aws:up', 'source:create']) await workshop.ok(task);
    await waitForRecords(workshop, 'twice', 120);
    await workshop.ok('sink:create');
    await expectProved(workshop, 'twice');
    await remove();
    await deleteTopic(workshop, 'twice');
    // The source goes on behind the 120 records that it has made.
    const source = { 'topic.twice.records.exactly': '240' };
    await writePair(folder, { topic: 'twice', source });
    await workshop.ok('source:create');
    await waitForRecords(workshop, 'twice', 120);
    await workshop.just('sink:create');
    const cause = await failureOf(workshop, 'twice-sink');
    assert.match(
      cause,
      /Object `topics\/twice\/partition=\d\/twice\+\d\+\d{10}\.json` is from an earlier life of topic/,
    );
    // The remedy that it names: under its old name it would go on where it has committed.
    await workshop.ok('sink:delete');
    await writePair(folder, { topic: 'twice', sinkName: 'second-life', source, sink: { 'topics.dir': 'second-life' } });
    await workshop.ok('sink:create');
    await expectProved(workshop, 'twice');
  });

  await meets('a record without a value', async () => {
    const source = { 'topic.buried.tombstone.rate': '0.2' };
    await writePair(folder, { topic: 'buried', source });
    await workshop.ok('source:create');
    await waitForRecords(workshop, 'buried', 120);
    await workshop.just('sink:create');
    assert.match(
      await failureOf(workshop, 'buried-sink'),
      /has no value \(a tombstone\).*`behavior\.on\.null\.values`/,
    );
    const { code, stdout } = await workshop.just('verify');
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^Fault: tombstone: /m);
    await writePair(folder, { topic: 'buried', source, sink: { 'behavior.on.null.values': 'ignore' } });
    await workshop.ok('sink:create');
    await expectProved(workshop, 'buried');
  });

  await meets('a record that nobody can decode', async () => {
    await writePair(folder, { topic: 'odd' });
    await workshop.ok('source:create');
    await waitForRecords(workshop, 'odd', 120);
    await produceRaw(workshop, 'odd', 'not of Glue');
    await workshop.just('sink:create');
    assert.match(await failureOf(workshop, 'odd-sink'), /Didn't find secondary deserializer/);
    const tolerance = { 'errors.tolerance': 'all', 'errors.deadletterqueue.topic.name': 'odd-dead' };
    await writePair(folder, { topic: 'odd', sink: tolerance });
    await workshop.ok('sink:create');
    // It may come more than once, as Connect converts a record again that is read again.
    await waitForRecords(workshop, 'odd-dead', 1);
    for await (const { key } of readTopic(workshop.settings, 'odd-dead')) assert.equal(key, 'raw');
    const { code, stdout } = await workshop.just('verify', '--settle');
    assert.equal(code, 1, stdout);
    assert.doesNotMatch(stdout, /^Fault: (?!header-damaged)/m);
  });

  await t.test('the generator said once in each task that it was done, and nothing of a record', async () => {
    const log = await readFile(runPaths(workshop.settings).logFile('connect'), 'utf8');
    const said = log.split('\n').filter((line) => /\(workshop\.generator\.\w+\)$/.test(line));
    for (const line of said) assert.match(line, /All \d+ records of topic \w+ in this task are made/);
    assert.equal(said.filter((line) => line.includes('All 60 records of topic early')).length, 2);
  });
});
