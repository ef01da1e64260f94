import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { buildJvm } from '../../scripts/build.ts';
import { findBuild } from '../../scripts/build/find.ts';
import { listen, zip } from '../unit/download-server.ts';
import { fastConnectors, openWorkshop } from './workshop.ts';

/** The vendors cannot be reached from a test: a mirror serves the bundled plugins under their files' names. */
async function serveMirror() {
  const settings = loadSettings({ env: process.env });
  await buildJvm(settings);
  const { build } = await findBuild(settings);
  const entries: Record<string, Buffer> = {};
  for (const plugin of ['s3-sink', 'data-generator']) {
    const folder = join(build.pluginPath, plugin);
    for (const jar of await readdir(folder)) entries[`connectors-1.0/lib/${jar}`] = await readFile(join(folder, jar));
  }
  const files: Readonly<Record<string, Buffer>> = {
    zip: zip(entries),
    jar: zip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n' }),
  };
  return listen((request, response) => response.end(files[request.url?.split('.').at(-1) ?? '']));
}

test('CONNECTORS=upstream runs what was downloaded, beside the Glue converter from Maven', async (t) => {
  const mirror = await serveMirror();
  const downloads = await mkdtemp(join(tmpdir(), 'downloads-'));
  const connectors = await mkdtemp(join(tmpdir(), 'connectors-'));
  t.after(async () => {
    mirror.server.close();
    for (const dir of [downloads, connectors]) await rm(dir, { recursive: true });
  });
  await using workshop = await openWorkshop({
    CONNECTORS: 'upstream',
    CONNECTOR_FILES: await fastConnectors(connectors),
    DOWNLOAD_DIR: downloads,
    DOWNLOAD_MIRROR: mirror.url,
  });
  const screen = await workshop.ok('up');
  assert.match(screen, /Confluent S3 sink connector 12\.1\.9: downloaded/);
  assert.match(screen, /Its licence: Confluent Community License/);
  assert.deepEqual((await readdir(join(downloads, 'plugins'))).toSorted(), [
    'data-generator',
    'glue-converter',
    's3-sink',
  ]);
  assert.match(await workshop.ok('verify'), /proved/i);
  await workshop.ok('connect:down');
  mirror.server.close();
  const again = await workshop.ok('up');
  assert.match(again, /Confluent S3 sink connector 12\.1\.9: up to date/);
  assert.doesNotMatch(again, /licence/);
});
