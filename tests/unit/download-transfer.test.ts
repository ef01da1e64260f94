import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { downloadAll } from '../../scripts/download.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import {
  ARCHIVE,
  FILE,
  TOP,
  assertNothingKept,
  cutAfter,
  failing,
  listen,
  noise,
  openVendor,
  partOf,
  pluginOf,
  serve,
  zip,
} from './download-server.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Downloads in a process that can be killed. */
const DOWNLOAD = `const [downloadDir, listFile] = process.argv.slice(1);
import('./scripts/download.ts').then(({ downloadAll }) => downloadAll({ downloadDir, environment: {} }, { listFile }));`;

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
  const replaced = zip({ [`${TOP}/lib/connector.jar`]: noise(200_000, 2) });
  vendor.answer(serve(replaced, '"v2"'));
  await vendor.download();
  assert.deepEqual(await readFile(join(vendor.place.downloadDir, FILE)), replaced);
});

test('old bytes are gone before a new state of the file is noted: a kill in between must not join the two', async () => {
  await using vendor = await openVendor(serve(ARCHIVE));
  // A folder in its place: the note cannot be written.
  await mkdir(`${partOf(vendor)}.validator`, { recursive: true });
  await writeFile(partOf(vendor), 'old');
  await assert.rejects(vendor.download(), /failed 5 times: EISDIR/);
  assert.equal(existsSync(partOf(vendor)), false);
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

test('asks again when the server is only busy, five times at most', async () => {
  await using vendor = await openVendor(failing(503));
  await assert.rejects(vendor.download(), /failed 5 times.*answers 503/);
  assert.equal(vendor.requests.length, 5);
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
