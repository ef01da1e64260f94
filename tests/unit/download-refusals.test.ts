import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256Of } from '../../scripts/download/checksum.ts';
import { ARCHIVE, FILE, assertNothingKept, failing, openVendor, pluginOf, serve, zip } from './download-server.ts';
import type { Answer } from './download-server.ts';

const REFUSED: readonly (readonly [string, Answer, RegExp, RegExp])[] = [
  ['a withdrawn version', failing(404), /answers 404: A connector 1\.0 is not there/, /withdrawn/],
  ['a refusal', failing(403), /answers 403 and refuses/, /HTTPS_PROXY.*DOWNLOAD_MIRROR/],
  [
    'an error page with status 200',
    failing(200, { 'content-type': 'text/html; charset=utf-8' }, '<html>Sign in</html>'),
    /answers with a page \(text\/html/,
    /sign-in page/,
  ],
  [
    'an error page that calls itself a zip',
    failing(200, { 'content-type': 'application/zip' }, '<html>Sign in</html>'),
    /is not a whole zip archive/,
    /configs\/downloads\.json/,
  ],
];

for (const [what, answer, message, hint] of REFUSED) {
  test(`refuses ${what} at once, with a sentence and a remedy of its own`, async () => {
    await using vendor = await openVendor(answer);
    await assert.rejects(vendor.download(), (error: Error & { hint?: string }) => {
      assert.match(error.message, message);
      assert.match(error.hint ?? '', hint);
      return true;
    });
    assert.equal(vendor.requests.length, 1);
    await assertNothingKept(vendor);
  });
}

test('refuses a body that ends before its announced length', async () => {
  await using vendor = await openVendor((_request, response) => {
    response.writeHead(200, { 'content-length': ARCHIVE.length + 10 });
    response.write(ARCHIVE, () => setImmediate(() => response.destroy()));
  });
  await assert.rejects(vendor.download(), /failed 5 times/);
  await assertNothingKept(vendor);
});

test('refuses a file that is cut although the server calls it whole', async () => {
  await using vendor = await openVendor(serve(ARCHIVE.subarray(0, 150_000)));
  await assert.rejects(vendor.download(), /is not a whole zip archive/);
  await assertNothingKept(vendor);
});

test('refuses an entry with a flipped bit although no sha256 is known yet, and records none', async () => {
  const damaged = Buffer.from(ARCHIVE);
  damaged[150_000] = (damaged[150_000] ?? 0) ^ 1;
  await using vendor = await openVendor(serve(damaged));
  await assert.rejects(vendor.download(), /is not a whole zip archive \(the checksum of .*connector\.jar is wrong\)/);
  await assertNothingKept(vendor);
  vendor.answer(serve(ARCHIVE));
  assert.equal((await vendor.download())[0]?.state, 'downloaded');
});

test('of a bad file that was put there by hand it says what helps, for the same command would find it again', async () => {
  await using vendor = await openVendor(failing(500));
  const path = join(vendor.place.downloadDir, FILE);
  await mkdir(vendor.place.downloadDir, { recursive: true });
  for (const bytes of [Buffer.from('<html>Sign in</html>'), zip({ '../escaped.txt': 'escaped' })]) {
    await writeFile(path, bytes);
    await assert.rejects(vendor.download(), (error: Error & { hint?: string }) => {
      assert.match(error.message, /is not a whole zip archive|climbs out of its folder/);
      assert.equal(error.hint, `Delete ${path} to have it downloaded, or put a whole one in its place.`);
      return true;
    });
  }
  vendor.answer(serve(ARCHIVE));
  await rm(path);
  assert.equal((await vendor.download())[0]?.state, 'downloaded');
});

test('refuses a file whose sha256 is not the tracked one, names both, and keeps nothing of it', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  await vendor.list({ sha256: '0'.repeat(64) });
  await assert.rejects(vendor.download(), /has the sha256 [0-9a-f]{64}, but .* says 0{64}/);
  await assertNothingKept(vendor);
});

test('holds a file to what was recorded at its first download', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  await vendor.download();
  await rm(join(vendor.place.downloadDir, FILE));
  await rm(pluginOf(vendor), { recursive: true });
  vendor.answer(serve(zip({ 'other.txt': 'another file' })));
  await assert.rejects(vendor.download(), /but .*\.zip\.sha256 says/);
  await assertNothingKept(vendor);
});

test('a tracked value wins over the recorded one: a cached file that is not it makes way', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  await vendor.download();
  const newer = zip({ 'lib/newer.jar': 'newer' });
  await writeFile(join(vendor.dir, 'newer'), newer);
  await vendor.list({ sha256: await sha256Of(join(vendor.dir, 'newer')) });
  vendor.answer(serve(newer));
  assert.equal((await vendor.download())[0]?.state, 'downloaded');
  assert.ok(existsSync(join(pluginOf(vendor), 'newer.jar')));
});

test('a damaged cached file is fetched anew', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  await vendor.download();
  await rm(pluginOf(vendor), { recursive: true });
  await writeFile(join(vendor.place.downloadDir, FILE), 'damaged');
  assert.equal((await vendor.download())[0]?.state, 'downloaded');
});

for (const name of ['../escaped.txt', 'lib/../../escaped.txt', '/tmp/escaped.txt', 'C:/escaped.txt']) {
  test(`refuses an archive with the entry ${name}`, async () => {
    await using vendor = await openVendor(serve(zip({ 'lib/fine.jar': 'fine', [name]: 'escaped' })));
    await assert.rejects(vendor.download(), /climbs out of its folder/);
    await assertNothingKept(vendor);
    assert.equal(existsSync(join(vendor.dir, 'escaped.txt')), false);
  });
}
