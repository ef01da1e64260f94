import { createHash } from 'node:crypto';
import type { Bucket } from '../s3.ts';
import { openLines } from './object-lines.ts';

const NEWLINE = 0x0a;

/** What an object holds, without holding it. */
export interface ObjectDigest {
  /** Lines that end. */
  readonly lines: number;
  /** Bytes of lines, decompressed. */
  readonly bytes: number;
  /** Of all bytes, decompressed; `undefined` when it cannot be right whatever it should hold. */
  readonly digest: string | undefined;
}

/** The digest of lines, each with its newline. */
export function createLineDigest() {
  const hash = createHash('sha256');
  return {
    add: (bytes: Buffer | string) => {
      hash.update(bytes);
    },
    end: () => hash.digest('base64'),
  };
}

/** Reads an object once from end to end. */
export async function digestObject(
  bucket: Bucket,
  key: string,
  naming: { readonly gzip: boolean },
): Promise<ObjectDigest> {
  const lines = openLines(bucket, key, naming);
  const digest = createLineDigest();
  let count = 0;
  try {
    for (let block = await lines.block(); block; block = await lines.block()) {
      const bytes = block.bytes.subarray(block.at);
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
      digest.add(bytes);
      block.at = block.bytes.length;
    }
    return { lines: count, bytes: lines.bytes(), digest: lines.ending() === 'whole' ? digest.end() : undefined };
  } finally {
    await lines.close();
  }
}
