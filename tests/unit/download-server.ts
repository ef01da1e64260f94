import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { downloadAll } from '../../scripts/download.ts';
import type { Downloaded } from '../../scripts/download.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { seeded } from '../glue/random.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A vendor's server on loopback, a list that names it, and a download folder; all gone after the test. */
export interface Vendor extends AsyncDisposable {
  readonly dir: string;
  readonly listFile: string;
  readonly url: string;
  /** What was asked for: path and Range header. */
  readonly requests: string[];
  readonly place: Parameters<typeof downloadAll>[0];
  /** Writes the list anew: the one plugin, with these changes. */
  list(changes?: Readonly<Record<string, string>>): Promise<void>;
  answer(next: Answer): void;
  download(silenceMs?: number): Promise<Downloaded[]>;
}

export const FILE = 'connector-1.0.zip';

export const TOP = 'connector-1.0';

/** Bytes that look random and are the same in every run. */
export function noise(length: number, seed: number): Buffer {
  const { below } = seeded(seed);
  return Buffer.from(Array.from({ length }, () => below(256)));
}

/** What the vendor serves: a plugin in its top folder, large enough to be cut. */
export const ARCHIVE = zip({
  [`${TOP}/manifest.json`]: '{"name":"connector"}',
  [`${TOP}/lib/connector.jar`]: noise(200_000, 1),
});

export const pluginOf = ({ place }: Vendor) => join(place.downloadDir, 'plugins/connector');

export const partOf = ({ place }: Vendor) => join(place.downloadDir, `${FILE}.part`);

/** Nothing of a refused file may look like a usable one. */
export async function assertNothingKept(vendor: Vendor): Promise<void> {
  assert.equal(existsSync(pluginOf(vendor)), false);
  assert.deepEqual(
    (await readdir(vendor.place.downloadDir)).filter((name) => name === FILE),
    [],
  );
}

export function failing(status: number, headers: Record<string, string> = {}, body = ''): Answer {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

export async function openVendor(first: Answer): Promise<Vendor> {
  const dir = await mkdtemp(join(tmpdir(), 'downloads-'));
  let current = first;
  const requests: string[] = [];
  const { server, url } = await listen((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? 'whole'}`);
    current(request, response);
  });
  const listFile = join(dir, 'list.json');
  const downloadDir = join(dir, 'downloads');
  const place = { downloadDir, downloadMirror: undefined, environment: {} };
  const vendor: Vendor = {
    dir,
    listFile,
    url,
    requests,
    place,
    list: (changes) => writeFile(listFile, JSON.stringify([{ ...entry(url), ...changes }])),
    answer: (next) => {
      current = next;
    },
    download: (silenceMs) => downloadAll(place, { listFile, silenceMs, firstPauseMs: 1 }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await vendor.list();
  return vendor;
}

export async function listen(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { server, url: `http://127.0.0.1:${address.port}` };
}

function entry(url: string) {
  return {
    name: 'connector',
    title: 'A connector',
    version: '1.0',
    file: FILE,
    source: `${url}/files/${FILE}`,
    license: 'A licence, https://example.com/licence',
    use: 'plugin',
  };
}

/** Serves bytes as a vendor does: with an entity tag, and from any offset. */
export function serve(bytes: Buffer, etag = '"v1"'): Answer {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const isRest = from > 0 && (request.headers['if-range'] ?? etag) === etag;
    const body = isRest ? bytes.subarray(from) : bytes;
    response.writeHead(isRest ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      etag,
      ...(isRest ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    response.end(body);
  };
}

/**
 * Announces all and sends the first part; the line is cut when the client has written that to `part`. Cut any earlier, it
 * would depend on the Node.js version what of it arrives. Each time it sends one byte more, which tells this time's bytes
 * from those of the time before.
 */
export function cutAfter(bytes: Buffer, sent: number, part: string): Answer {
  let next = sent;
  return (_request, response) => {
    const now = next++;
    const isWritten = async () => (await stat(part)).size === now || undefined;
    const cut = () => response.destroy();
    response.writeHead(200, { 'content-type': 'application/zip', 'content-length': bytes.length, etag: '"v1"' });
    response.write(bytes.subarray(0, now));
    void waitFor('the first part to be written', isWritten, { timeoutMs: 10_000, intervalMs: 5 }).then(cut, cut);
  };
}

/** A zip archive with stored entries; the format's own layout (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16). */
export function zip(entries: Readonly<Record<string, string | Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const data = Buffer.from(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), common, tail, Buffer.from(name));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(locals.length, 8);
  end.writeUInt16LE(locals.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}
