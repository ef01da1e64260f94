import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { copyStorage } from '../../scripts/runtime/embedded/storage.ts';
import { runPaths } from '../../scripts/runtime/run-folder.ts';

const dir = mkdtempSync(join(tmpdir(), 'storage-'));
after(() => rmSync(dir, { recursive: true }));

/** What the build leaves behind, as far as a copy of it goes. */
const storage = join(dir, 'formatted');
mkdirSync(storage);
writeFileSync(join(storage, 'bootstrap.checkpoint'), 'records');
const build = {
  dir,
  storage,
  kafkaClassPath: '',
  s3proxyClassPath: '',
  pluginPath: '',
  archives: { kafka: '', connect: '', s3proxy: '' },
};

function newRun(name: string) {
  const settings = loadSettings({ env: { RUN_DIR: join(dir, name) }, cwd: dir });
  const { data } = runPaths(settings);
  mkdirSync(data, { recursive: true });
  const format = () => Promise.all(settings.brokers.map((broker) => copyStorage(settings, broker, build)));
  const idOf = (broker: number) =>
    /^cluster\.id=(.*)$/m.exec(readFileSync(join(data, `kafka-${broker}`, 'meta.properties'), 'utf8'))?.[1];
  return { data, format, idOf };
}

test('brokers that are formatted side by side get one cluster id, which is whole, and leave no draft', async () => {
  for (let round = 0; round < 20; round++) {
    const run = newRun(`run-${round}`);
    await run.format();
    assert.match(run.idOf(1) ?? '', /^[\w-]{22}$/);
    assert.deepEqual([run.idOf(2), run.idOf(3)], [run.idOf(1), run.idOf(1)]);
    assert.deepEqual(readdirSync(run.data).toSorted(), ['cluster-id', 'kafka-1', 'kafka-2', 'kafka-3']);
  }
});

test('a data folder that is there stays as it is', async () => {
  const run = newRun('kept');
  await run.format();
  writeFileSync(join(run.data, 'kafka-1', 'records'), 'mine');
  await run.format();
  assert.equal(readFileSync(join(run.data, 'kafka-1', 'records'), 'utf8'), 'mine');
});

test('a cluster id that a crash has cut off is named instead of believed', async () => {
  const run = newRun('cut');
  writeFileSync(join(run.data, 'cluster-id'), 'abc');
  await assert.rejects(run.format(), /cluster-id holds no cluster id/);
});
