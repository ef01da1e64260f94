import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Bucket } from '../s3.ts';
import { createCursor, type Cursor } from './cursor.ts';
import { readBody } from './object-body.ts';

const NEWLINE = 0x0a;
/** Kafka's largest records are far below; without a limit an object without newlines would be held whole. */
const MAX_LINE_BYTES = 128 * 1024 * 1024;

/** How an object ended: `cut-off` is a last line without its newline. */
export type Ending = 'whole' | 'cut-off' | 'empty' | 'vanished' | 'unreadable';

/** Lines as they came, each with its newline, but for a last one that is cut off. */
export interface LineBlock {
  readonly bytes: Buffer;
  /** Where the next line begins. */
  at: number;
}

/** The lines of an object. */
export interface ObjectLines {
  /** Lines as text, without their newlines. */
  readonly cursor: Cursor<string>;
  /** Resolves with the lines behind those of the cursor: the more of them are gone over as bytes, the faster. */
  block(): Promise<LineBlock | undefined>;
  /** `undefined` before the cursor is at its end. */
  ending(): Ending | undefined;
  /** Bytes of lines so far, decompressed. */
  bytes(): number;
  /** Lets go of what was not read. */
  close(): Promise<void>;
}

/** Streams an object line by line. Asks S3 at once, so that several can be on their way. */
export function openLines(bucket: Bucket, key: string, { gzip }: { readonly gzip: boolean }): ObjectLines {
  const body = bucket.read(key);
  // Its failure is thrown when the first line is asked for; until then it must not count as unhandled.
  body.catch(() => undefined);
  let ending: Ending | undefined;
  let bytes = 0;
  const chunks = countBytes(body, { key, gzip, add: (count) => (bytes += count) });
  const blocks = wholeLines(chunks);
  let block: LineBlock | undefined;
  const loadBlock = async () => {
    while (!block || block.at === block.bytes.length) {
      const next = await blocks.next().catch(endOfDamage);
      if (next.done) {
        ending ??= next.value;
        return undefined;
      }
      block = { bytes: next.value, at: 0 };
    }
    return block;
  };
  return {
    block: loadBlock,
    cursor: createCursor(async (wanted) => {
      const loaded = await loadBlock();
      return loaded && takeLines(loaded, wanted);
    }),
    ending: () => ending,
    bytes: () => bytes,
    close: async () => {
      const opened = await body.catch(() => undefined);
      if (opened instanceof Readable) opened.destroy();
    },
  };
}

interface Counting {
  readonly key: string;
  readonly gzip: boolean;
  readonly add: (bytes: number) => void;
}

async function* countBytes(
  body: ReturnType<Bucket['read']>,
  { key, gzip, add }: Counting,
): AsyncGenerator<Buffer, 'vanished' | 'there'> {
  const opened = await body;
  if (!opened) return 'vanished';
  const received = readBody(opened, key);
  for await (const chunk of gzip ? gunzip(received) : received) {
    add(chunk.length);
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  }
  return 'there';
}

function gunzip(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // The error, if any, is thrown to whoever iterates.
  return pipeline(Readable.from(body), createGunzip(), () => undefined);
}

/** Cuts chunks anew so that each ends with a line. */
async function* wholeLines(chunks: AsyncGenerator<Buffer, 'vanished' | 'there'>): AsyncGenerator<Buffer, Ending> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let any = false;
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) {
      if (value === 'vanished') return 'vanished';
      if (rest.length === 0) return any ? 'whole' : 'empty';
      yield Buffer.concat(rest);
      return 'cut-off';
    }
    if (value.length === 0) continue;
    if (!any && isGzip(value)) return 'unreadable';
    any = true;
    const end = value.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      yield rest.length > 0 ? Buffer.concat([...rest, value.subarray(0, end)]) : value.subarray(0, end);
      rest = [];
      restBytes = 0;
    }
    if (end < value.length) rest.push(value.subarray(end));
    restBytes += value.length - end;
    if (restBytes > MAX_LINE_BYTES) return 'unreadable';
  }
}

function takeLines(block: LineBlock, wanted: number): string[] {
  const lines: string[] = [];
  while (lines.length < wanted && block.at < block.bytes.length) {
    const newline = block.bytes.indexOf(NEWLINE, block.at);
    const end = newline < 0 ? block.bytes.length : newline;
    lines.push(block.bytes.toString('utf8', block.at, end));
    block.at = newline < 0 ? end : end + 1;
  }
  return lines;
}

function isGzip(chunk: Buffer): boolean {
  return chunk[0] === 0x1f && chunk[1] === 0x8b;
}

/** What zlib throws is about the content of the object; everything else is about reaching it. */
function endOfDamage(error: unknown): { readonly done: true; readonly value: Ending } {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (typeof code === 'string' && /^(Z_|ERR_BUFFER_TOO_LARGE)/.test(code)) return { done: true, value: 'unreadable' };
  throw error;
}
