import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { WorkflowError, messageOf } from '../lib/errors.ts';

/**
 * Throws unless the file is a whole zip archive (a jar is one) all of whose entries are undamaged and stay inside the
 * folder they are unpacked to: an error page, a cut file, a flipped bit and a hostile archive are found before anything
 * is made of them.
 */
export async function verifyArchive(path: string): Promise<void> {
  await readEntries(path, verifyContent);
}

/** Unpacks the archive into `folder`, without the top folder that all its entries share, if they do. */
export async function unpack(path: string, folder: string): Promise<void> {
  const names: string[] = [];
  await readEntries(path, ({ fileName }) => Promise.resolve(void names.push(fileName)));
  const top = sharedTop(names);
  await readEntries(path, async (entry, zip) => {
    if (entry.fileName.endsWith('/')) return;
    const target = join(folder, entry.fileName.slice(top.length));
    await mkdir(dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
  });
}

/** yauzl compares sizes and leaves the checksum to whoever unpacks. */
async function verifyContent(entry: Entry, zip: ZipFile): Promise<void> {
  let actual = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) actual = crc32(chunk, actual);
  if (actual !== entry.crc32) throw new Error(`the checksum of ${entry.fileName} is wrong`);
}

/** yauzl refuses absolute names, backslashes and `..` itself, and checks every size against the directory. */
async function readEntries(path: string, use: (entry: Entry, zip: ZipFile) => Promise<void>): Promise<void> {
  try {
    const zip = await openPromise(path);
    try {
      for await (const entry of zip.eachEntry()) await use(entry, zip);
    } finally {
      zip.close();
    }
  } catch (cause) {
    throw badArchive(path, cause);
  }
}

function badArchive(path: string, cause: unknown): WorkflowError {
  const file = basename(path).replace(/\.part$/, '');
  if (/invalid relative path|absolute path|invalid characters/.test(messageOf(cause))) {
    return new WorkflowError(`${file} holds an entry that climbs out of its folder (${messageOf(cause)})`, {
      hint: 'Do not use this file; look at where it came from.',
      exitCode: 1,
      cause,
    });
  }
  return new WorkflowError(`${file} is not a whole zip archive (${messageOf(cause)})`, {
    hint: 'Run the command again; if it stays so, look at what the source in `configs/downloads.json` serves.',
    exitCode: 1,
    cause,
  });
}

function sharedTop(names: readonly string[]): string {
  const top = names[0]?.slice(0, names[0].indexOf('/') + 1) ?? '';
  return names.every((name) => name.startsWith(top)) ? top : '';
}
