import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { downloadAll, lockDownloads } from '../../scripts/download.ts';
import { sha256Of } from '../../scripts/download/checksum.ts';
import { LIST_FILE, readDownloads } from '../../scripts/download/list.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { FILE, cutAfter, listen, openVendor, serve, zip } from './download-server.ts';
import type { Answer, Vendor } from './download-server.ts';

const TOP = 'connector-1.0';
const ARCHIVE = zip({
  [`${TOP}/manifest.json`]: '{"name":"connector"}',
  [`${TOP}/lib/connector.jar`]: randomBytes(200_000),
});

const ROOT = join(import.meta.dirname, '../..');

/** Downloads in a process that can be killed. */
const DOWNLOAD = `const [downloadDir, listFile] = process.argv.slice(1);
import('./scripts/download.ts').then(({ downloadAll }) => downloadAll({ downloadDir, environment: {} }, { listFile }));`;

const pluginOf = ({ place }: Vendor) => join(place.downloadDir, 'plugins/connector');

const partOf = ({ place }: Vendor) => join(place.downloadDir, `${FILE}.part`);

/** Nothing of a refused file may look like a usable one. */
async function assertNothingKept(vendor: Vendor): Promise<void> {
  assert.equal(existsSync(pluginOf(vendor)), false);
  assert.deepEqual(
    (await readdir(vendor.place.downloadDir)).filter((name) => name === FILE),
    [],
  );
}

function failing(status: number, headers: Record<string, string> = {}, body = ''): Answer {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

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

test('a download that was killed goes on in the next run, where it stopped', async () => {
  await using vendor = await openVendor((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/zip', 'content-length': ARCHIVE.length, etag: '"v1"' });
    response.write(ARCHIVE.subarray(0, 120_000));
  });
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '-e', DOWNLOAD, vendor.place.downloadDir, vendor.listFile],
    {
      cwd: ROOT,
      stdio: 'ignore',
    },
  );
  const ended = once(child, 'exit');
  const isWritten = async () => (await stat(partOf(vendor))).size === 120_000 || undefined;
  await waitFor('the first part to be written', isWritten, { timeoutMs: 60_000, intervalMs: 5 });
  child.kill('SIGKILL');
  await ended;
  assert.equal(existsSync(pluginOf(vendor)), false);
  vendor.answer(serve(ARCHIVE));
  await vendor.download();
  assert.deepEqual(vendor.requests, [`/files/${FILE} whole`, `/files/${FILE} bytes=120000-`]);
  assert.deepEqual(await readFile(join(vendor.place.downloadDir, FILE)), ARCHIVE);
});

test('installs a jar under a name that does not change with its version', async () => {
  await using vendor = await openVendor(serve(zip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n' })));
  await vendor.list({ file: 'serde-1.0.jar', use: 'serde' });
  await vendor.download();
  assert.ok(existsSync(join(vendor.place.downloadDir, 'serdes/connector/connector.jar')));
});

test('after a cut it asks only for the rest, of the same state of the file', async () => {
  await using vendor = await openVendor(failing(500));
  const cut = cutAfter(ARCHIVE, 120_000, partOf(vendor));
  let isFirst = true;
  vendor.answer((request, response) => {
    (isFirst ? cut : serve(ARCHIVE))(request, response);
    isFirst = false;
  });
  assert.equal((await vendor.download())[0]?.state, 'downloaded');
  assert.equal(vendor.requests.length, 2);
  const resumedAt = Number(/bytes=(\d+)-/.exec(vendor.requests[1] ?? '')?.[1]);
  assert.equal(resumedAt, 120_000);
});

test('a later command goes on where an earlier one gave up', async () => {
  await using vendor = await openVendor(failing(500));
  vendor.answer(cutAfter(ARCHIVE, 120_000, partOf(vendor)));
  await assert.rejects(vendor.download(), /failed 5 times.*terminated|failed 5 times/);
  await assertNothingKept(vendor);
  vendor.requests.length = 0;
  vendor.answer(serve(ARCHIVE));
  await vendor.download();
  assert.match(vendor.requests[0] ?? '', /bytes=\d+-/);
});

test('starts anew when the server has another file by now, and does not glue two halves together', async () => {
  await using vendor = await openVendor(failing(500));
  vendor.answer(cutAfter(ARCHIVE, 120_000, partOf(vendor)));
  await assert.rejects(vendor.download());
  const replaced = zip({ [`${TOP}/lib/connector.jar`]: randomBytes(200_000) });
  vendor.answer(serve(replaced, '"v2"'));
  await vendor.download();
  assert.deepEqual(await readFile(join(vendor.place.downloadDir, FILE)), replaced);
});

test('follows a chain of redirects', async () => {
  await using vendor = await openVendor((request, response) => {
    const step = Number(/\/step(\d)/.exec(request.url ?? '')?.[1] ?? 0);
    if (step < 4) response.writeHead(302, { location: `/step${step + 1}` }).end();
    else serve(ARCHIVE)(request, response);
  });
  assert.equal((await vendor.download())[0]?.state, 'downloaded');
  assert.equal(vendor.requests.length, 5);
});

test('a redirect that goes in a circle ends', async () => {
  await using vendor = await openVendor((_request, response) => response.writeHead(302, { location: '/round' }).end());
  await assert.rejects(vendor.download(), /redirect count exceeded/);
});

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

test('asks again when the server is only busy, five times at most', async () => {
  await using vendor = await openVendor(failing(503));
  await assert.rejects(vendor.download(), /failed 5 times.*answers 503/);
  assert.equal(vendor.requests.length, 5);
});

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

test('takes a file that was put there by hand, and has its licence shown too', async () => {
  await using vendor = await openVendor(failing(500));
  await assert.rejects(vendor.download());
  await writeFile(join(vendor.place.downloadDir, FILE), ARCHIVE);
  const [taken] = await vendor.download();
  assert.equal(taken?.state, 'from cache');
  assert.equal(taken.isNew, true);
});

test('gives up a server that falls silent, in the time that was set', async () => {
  await using vendor = await openVendor((_request, response) => {
    response.writeHead(200, { 'content-length': ARCHIVE.length });
    response.write(ARCHIVE.subarray(0, 1000));
  });
  await assert.rejects(vendor.download(50), /failed 5 times: .*[Tt]imeout/);
});

test('waits for a server that is slow but goes on', async () => {
  await using vendor = await openVendor((_request, response) => {
    response.writeHead(200, { 'content-length': ARCHIVE.length });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(ARCHIVE.subarray(sent, sent + 50_000));
      sent += 50_000;
      if (sent >= ARCHIVE.length) clearInterval(timer);
    }, 20);
  });
  assert.equal((await vendor.download(2000))[0]?.state, 'downloaded');
  assert.equal(vendor.requests.length, 1);
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

for (const name of ['../escaped.txt', 'lib/../../escaped.txt', '/tmp/escaped.txt', 'C:/escaped.txt']) {
  test(`refuses an archive with the entry ${name}`, async () => {
    await using vendor = await openVendor(serve(zip({ 'lib/fine.jar': 'fine', [name]: 'escaped' })));
    await assert.rejects(vendor.download(), /climbs out of its folder/);
    await assertNothingKept(vendor);
    assert.equal(existsSync(join(vendor.dir, 'escaped.txt')), false);
  });
}

test('a mirror is asked for the plain file name', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  const place = { ...vendor.place, downloadMirror: `${vendor.url}/mirror/` };
  await vendor.list({ source: 'http://127.0.0.1:9/not-asked.zip' });
  await downloadAll(place, { listFile: vendor.listFile });
  assert.deepEqual(vendor.requests, [`/mirror/${FILE} whole`]);
});

test('goes through the proxy of the shell, except where NO_PROXY says otherwise', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  const tunnels: string[] = [];
  const proxy = await listen(() => {});
  proxy.server.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const upstream = connect(Number(new URL(vendor.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  const options = { listFile: vendor.listFile, firstPauseMs: 1 };
  await vendor.list({ source: `http://vendor.test/${FILE}` });
  await downloadAll({ ...vendor.place, environment: { HTTP_PROXY: proxy.url } }, options);
  assert.deepEqual(tunnels, ['vendor.test:80']);
  await rm(vendor.place.downloadDir, { recursive: true });
  await vendor.list();
  await downloadAll({ ...vendor.place, environment: { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' } }, options);
  assert.equal(tunnels.length, 1);
  proxy.server.closeAllConnections();
  proxy.server.close();
});

test('HTTPS_PROXY is asked for a tunnel to the vendor, and its refusal is told with the remedies', async (t) => {
  await using vendor = await openVendor(serve(ARCHIVE));
  const tunnels: string[] = [];
  const proxy = await listen(() => {});
  t.after(() => proxy.server.close());
  proxy.server.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await vendor.list({ source: `https://vendor.test/${FILE}` });
  const place = { ...vendor.place, environment: { HTTPS_PROXY: proxy.url } };
  await assert.rejects(downloadAll(place, { listFile: vendor.listFile, firstPauseMs: 1 }), /failed 5 times: .*403/);
  assert.deepEqual([...new Set(tunnels)], ['vendor.test:443']);
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
