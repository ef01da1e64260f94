import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import {
  bucketsOf,
  defaultRegion,
  foldersOf,
  readConnectorFiles,
  registriesOf,
} from '../../scripts/connector-files.ts';

const dir = mkdtempSync(join(tmpdir(), 'connectors-'));
after(() => rmSync(dir, { recursive: true }));

test("reads from the tutorial's files what must exist in AWS", async () => {
  const files = await readConnectorFiles(loadSettings({ env: {}, cwd: dir }));
  assert.deepEqual(
    files.map(({ name }) => name),
    ['order-source', 'order-sink'],
  );
  assert.deepEqual(registriesOf(files), [{ name: 'online-order', region: 'ap-southeast-2' }]);
  assert.deepEqual(bucketsOf(files), [{ name: 'kafka-dev-ap-southeast-2', region: 'ap-southeast-2' }]);
  assert.equal(defaultRegion(files), 'ap-southeast-2');
});

test('two sinks that share a bucket are one bucket and two folders', () => {
  const sink = (name: string, config: Record<string, string> = {}) => ({
    path: `${name}.json`,
    name,
    config: { 's3.bucket.name': 'b', 's3.region': 'eu-west-1', ...config },
  });
  const files = [sink('orders'), sink('again'), sink('archive', { 'topics.dir': 'archive' })];
  const place = { name: 'b', region: 'eu-west-1' };
  assert.deepEqual(bucketsOf(files), [place]);
  assert.deepEqual(foldersOf(files), [
    { ...place, dir: 'topics' },
    { ...place, dir: 'archive' },
  ]);
});

test('names every bad file and key at once', async () => {
  writeFileSync(join(dir, 'number.json'), '{"name":"a","config":{"tasks.max":2}}');
  writeFileSync(join(dir, 'torn.json'), '{"name":');
  const connectorFiles = ['number.json', 'torn.json', 'absent.json'].map((name) => join(dir, name));
  await assert.rejects(readConnectorFiles({ connectorFiles }), (error: Error) => {
    assert.match(error.message, /number\.json: config\.tasks\.max must be a string/);
    assert.match(error.message, /torn\.json: .*JSON/);
    assert.match(error.message, /absent\.json: ENOENT/);
    return true;
  });
});
