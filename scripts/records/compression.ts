import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { WorkflowError } from '../lib/errors.ts';

/** Native modules and their like take milliseconds to load, and most topics need none: loaded when first met. */
const require = createRequire(import.meta.url);

/** Magic bytes of what the Java client makes of snappy: blocks of 32 KiB, each with its length, behind a 16-byte header. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;

/** By the number in the attributes of a record batch. */
const CODECS: readonly ((bytes: Buffer) => Buffer)[] = [
  (bytes) => bytes,
  (bytes) => gunzipSync(bytes),
  unsnappy,
  (bytes) => asBuffer(require('lz4-napi').decompressFrameSync(bytes)),
  (bytes) => asBuffer(require('fzstd').decompress(bytes)),
];

/** Decompresses the records of a batch. Throws a `WorkflowError` when the codec is unknown or the bytes are damaged. */
export function decompress(bytes: Buffer, codec: number): Buffer {
  const decode = CODECS[codec];
  if (!decode) throw new WorkflowError(`Record batch is compressed with codec ${codec}, which is not known`);
  try {
    return decode(bytes);
  } catch (cause) {
    throw new WorkflowError(`Record batch of ${bytes.length} compressed bytes (codec ${codec}) is damaged`, { cause });
  }
}

function unsnappy(bytes: Buffer): Buffer {
  const { uncompressSync } = require('snappy');
  if (!bytes.subarray(0, XERIAL.length).equals(XERIAL)) return asBuffer(uncompressSync(bytes));
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length;) {
    const end = at + 4 + bytes.readInt32BE(at);
    blocks.push(asBuffer(uncompressSync(bytes.subarray(at + 4, end))));
    at = end;
  }
  return Buffer.concat(blocks);
}

function asBuffer(bytes: unknown): Buffer {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('the decoder gave no bytes');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
