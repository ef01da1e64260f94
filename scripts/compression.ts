import { gunzipSync } from 'node:zlib';
import { WorkflowError } from './lib/errors.ts';

const NONE = 0;
const GZIP = 1;
const NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** Decompresses the records of a batch; `codec` is the number in the batch's attributes. */
export function decompress(bytes: Buffer, codec: number): Buffer {
  if (codec === NONE) return bytes;
  if (codec === GZIP) return gunzipSync(bytes);
  throw new WorkflowError(`Record batch is compressed with ${NAMES[codec] ?? `codec ${codec}`}, which is not read`);
}
