import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serveMirror } from './mirror.ts';
import { fastConnectors, openWorkshop } from './workshop.ts';

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
