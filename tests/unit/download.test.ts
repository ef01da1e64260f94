import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockDownloads } from '../../scripts/download.ts';
import { sha256Of } from '../../scripts/download/checksum.ts';
import { LIST_FILE, readDownloads } from '../../scripts/download/list.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { ARCHIVE, FILE, failing, openVendor, pluginOf, serve, zip } from './download-server.ts';

const ROOT = join(import.meta.dirname, '../..');

test('the tracked list is well formed and names each thing once', async () => {
  const downloads = await readDownloads(LIST_FILE);
  assert.deepEqual(downloads.map(({ name }) => name).toSorted(), ['data-generator', 'glue-serde', 's3-sink']);
});

test('downloads and unpacks a plugin without its top folder, and needs no network from then on', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  const [first] = await vendor.download();
  assert.equal(first?.state, 'downloaded');
  assert.equal(first.isNew, true);
  assert.equal(await readFile(join(pluginOf(vendor), 'manifest.json'), 'utf8'), '{"name":"connector"}');
  assert.ok(existsSync(join(pluginOf(vendor), 'lib/connector.jar')));
  vendor.answer(failing(500));
  assert.equal((await vendor.download())[0]?.state, 'up to date');
  await rm(pluginOf(vendor), { recursive: true });
  const [again] = await vendor.download();
  assert.equal(again?.state, 'from cache');
  assert.equal(again.isNew, false);
  assert.equal(vendor.requests.length, 1);
});

test('what an interrupted unpacking left is not believed, and does not stay', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  const draft = `${pluginOf(vendor)}.installing`;
  await mkdir(draft, { recursive: true });
  await writeFile(join(draft, 'half.jar'), 'half');
  await vendor.download();
  assert.deepEqual((await readdir(pluginOf(vendor))).toSorted(), ['.sha256', 'lib', 'manifest.json']);
  assert.equal(existsSync(draft), false);
});

test('installs a jar under a name that does not change with its version', async () => {
  await using vendor = await openVendor(serve(zip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n' })));
  await vendor.list({ file: 'serde-1.0.jar', use: 'serde' });
  await vendor.download();
  assert.ok(existsSync(join(vendor.place.downloadDir, 'serdes/connector/connector.jar')));
});

test('takes a file that was put there by hand, and has its licence shown too', async () => {
  await using vendor = await openVendor(failing(500));
  await assert.rejects(vendor.download());
  await writeFile(join(vendor.place.downloadDir, FILE), ARCHIVE);
  const [taken] = await vendor.download();
  assert.equal(taken?.state, 'from cache');
  assert.equal(taken.isNew, true);
});

test('of two runs at once one works, and the other names it', async () => {
  let finish = () => {};
  await using vendor = await openVendor((request, response) => {
    finish = () => serve(ARCHIVE)(request, response);
  });
  const first = vendor.download();
  const asked = () => Promise.resolve(vendor.requests.length > 0 || undefined);
  await waitFor('the first request', asked, { timeoutMs: 5000, intervalMs: 5 });
  await assert.rejects(vendor.download(), /Another command \(pid \d+\) is working on/);
  finish();
  assert.equal((await first)[0]?.state, 'downloaded');
});

test('the README names every file whose sha256 nobody has tracked yet', async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, said = ''] = /No sha256 is tracked yet for ([^.]*(?:\.\w[^.]*)*)\.\s/.exec(readme) ?? [];
  const unset = (await readDownloads(LIST_FILE)).filter(({ sha256 }) => !sha256).map(({ file }) => `\`${file}\``);
  assert.deepEqual(said.match(/`[^`]+`/g) ?? [], unset);
});

test('`--lock` writes what was learnt into the list, once', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  await vendor.download();
  assert.deepEqual(await lockDownloads(vendor.place, vendor.listFile), ['connector']);
  const [locked] = await readDownloads(vendor.listFile);
  assert.equal(locked?.sha256, await sha256Of(join(vendor.place.downloadDir, FILE)));
  assert.deepEqual(await lockDownloads(vendor.place, vendor.listFile), []);
});

test('names every mistake of the list at once', async () => {
  await using vendor = await openVendor(failing(500));
  await vendor.list({ file: '../up.zip', sha256: 'abc' });
  await assert.rejects(vendor.download(), /0\.file must be the plain name[^]*0\.sha256 must be 64/);
});
