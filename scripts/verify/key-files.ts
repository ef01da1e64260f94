import { closeSync, constants, createReadStream, existsSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { fingerprint, FREE } from './fingerprint.ts';
import type { KeySet } from './key-set.ts';

const KEY_BYTES = 8;
/** What a job holds of a bucket before it writes it out. */
const BUFFER_BYTES = 16 * 1024;
/** A look into a table reads so much of it; a key is hardly ever further from its place. */
const LOOK_BYTES = 256;
/** A whole number of keys. */
const CHUNK_BYTES = 256 * 1024;

/**
 * A key set that is too large for the memory, as files: each key goes into one of several buckets by its fingerprint, and
 * once all are known a table is made of each bucket, in which a key has its place as in memory. Plain data.
 */
export interface KeyFiles {
  readonly kind: 'files';
  readonly folder: string;
  readonly buckets: number;
  /** Slots of a bucket's table, a power of two. */
  readonly slots: number;
}

/** Prepares files for at most `keys` keys, of which `maxBytes` may be in memory while a table is made. */
export async function createKeyFiles(
  folder: string,
  { keys, maxBytes }: { readonly keys: number; readonly maxBytes: number },
): Promise<KeyFiles> {
  let slots = 1024;
  while (slots * 2 * KEY_BYTES <= maxBytes && slots < keys * 2) slots *= 2;
  // Verify may look at everything again; what it found before is no longer so.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return { kind: 'files', folder, buckets: Math.ceil((keys * 2) / slots), slots };
}

/** Adds keys to the buckets; `close` writes the last of them. Several may add to the same files at once. */
export function openKeyWriter(files: KeyFiles): Pick<KeySet, 'add' | 'close'> {
  const buffers = new Map<number, { readonly bytes: Buffer; used: number }>();
  const flush = (bucket: number, bytes: Buffer) => {
    // Writes that append do not mix, so that no lock is needed.
    const file = openSync(bucketFile(files, bucket), constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND);
    try {
      writeSync(file, bytes);
    } finally {
      closeSync(file);
    }
  };
  return {
    add: (key) => {
      const [high, low] = fingerprint(key);
      const bucket = bucketOf(files, high);
      const buffer = buffers.get(bucket) ?? { bytes: Buffer.alloc(BUFFER_BYTES), used: 0 };
      buffers.set(bucket, buffer);
      buffer.bytes.writeInt32LE(high, buffer.used);
      buffer.bytes.writeInt32LE(low, buffer.used + 4);
      buffer.used += KEY_BYTES;
      if (buffer.used < BUFFER_BYTES) return;
      flush(bucket, buffer.bytes);
      buffer.used = 0;
    },
    close: () => {
      for (const [bucket, { bytes, used }] of buffers) if (used > 0) flush(bucket, bytes.subarray(0, used));
      buffers.clear();
    },
  };
}

/** Makes the tables of the buckets, one after the other, when all keys were added. */
export async function buildTables(files: KeyFiles): Promise<void> {
  for (let bucket = 0; bucket < files.buckets; bucket += 1) {
    const words = new Int32Array(files.slots * 2);
    await readBucket(files, { bucket, words });
    await writeFile(tableFile(files, bucket), Buffer.from(words.buffer));
    await rm(bucketFile(files, bucket), { force: true });
  }
}

async function readBucket(files: KeyFiles, { bucket, words }: { bucket: number; words: Int32Array }): Promise<void> {
  const path = bucketFile(files, bucket);
  if (!existsSync(path)) return;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const keys = v.parse(v.instance(Buffer), chunk);
    for (let at = 0; at < keys.length; at += KEY_BYTES) insert(words, keys.readInt32LE(at), keys.readInt32LE(at + 4));
  }
}

function insert(words: Int32Array, high: number, low: number): void {
  const mask = words.length / 2 - 1;
  for (let slot = low & mask; ; slot = (slot + 1) & mask) {
    const seen = words[slot * 2];
    if (seen === high && words[slot * 2 + 1] === low) return;
    if (seen !== FREE) continue;
    words[slot * 2] = high;
    words[slot * 2 + 1] = low;
    return;
  }
}

/** Asks the tables. */
export function openKeyTables(files: KeyFiles): Pick<KeySet, 'has' | 'close'> {
  const tables = new Map<number, number>();
  const look = new Int32Array(LOOK_BYTES / 4);
  const tableOf = (bucket: number): number => {
    const table = tables.get(bucket) ?? openSync(tableFile(files, bucket), 'r');
    tables.set(bucket, table);
    return table;
  };
  return {
    has: (key) => {
      const [high, low] = fingerprint(key);
      const table = tableOf(bucketOf(files, high));
      for (let slot = low & (files.slots - 1); ; slot = 0) {
        for (let at = slot * KEY_BYTES; at < files.slots * KEY_BYTES; at += LOOK_BYTES) {
          const words = readSync(table, look, 0, LOOK_BYTES, at) / 4;
          for (let word = 0; word < words; word += 2) {
            if (look[word] === FREE) return false;
            if (look[word] === high && look[word + 1] === low) return true;
          }
        }
      }
    },
    close: () => {
      for (const table of tables.values()) closeSync(table);
      tables.clear();
    },
  };
}

function bucketOf({ buckets }: KeyFiles, high: number): number {
  return (high >>> 0) % buckets;
}

function bucketFile({ folder }: KeyFiles, bucket: number): string {
  return join(folder, `${bucket}.keys`);
}

function tableFile({ folder }: KeyFiles, bucket: number): string {
  return join(folder, `${bucket}.table`);
}
