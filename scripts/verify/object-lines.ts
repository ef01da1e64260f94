import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Bucket } from '../s3.ts';
import { createCursor, type Cursor } from './cursor.ts';

const NEWLINE = 0x0a;

/** How an object ended: `cut-off` is a last line without its newline. */
export type Ending = 'whole' | 'cut-off' | 'empty' | 'vanished' | 'unreadable';

/** The lines of an object, without their newlines. */
export interface ObjectLines {
  readonly cursor: Cursor<string>;
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
  const chunks = countBytes(body, { gzip, add: (count) => (bytes += count) });
  const lines = splitLines(chunks);
  return {
    cursor: createCursor(async () => {
      const next = await lines.next().catch(endOfDamage);
      if (next.done) ending ??= next.value;
      return next.done ? undefined : next.value;
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
  readonly gzip: boolean;
  readonly add: (bytes: number) => void;
}

async function* countBytes(
  body: ReturnType<Bucket['read']>,
  { gzip, add }: Counting,
): AsyncGenerator<Buffer, 'vanished' | 'there'> {
  const opened = await body;
  if (!opened) return 'vanished';
  for await (const chunk of gzip ? gunzip(opened) : opened) {
    add(chunk.length);
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  }
  return 'there';
}

function gunzip(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // The error, if any, is thrown to whoever iterates.
  return pipeline(Readable.from(body), createGunzip(), () => undefined);
}

async function* splitLines(
  chunks: AsyncGenerator<Buffer, 'vanished' | 'there'>,
): AsyncGenerator<readonly string[], Ending> {
  let rest: Buffer = Buffer.alloc(0);
  let any = false;
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) {
      if (value === 'vanished') return 'vanished';
      if (rest.length === 0) return any ? 'whole' : 'empty';
      yield [rest.toString()];
      return 'cut-off';
    }
    if (value.length === 0) continue;
    if (!any && isGzip(value)) return 'unreadable';
    any = true;
    const text = rest.length > 0 ? Buffer.concat([rest, value]) : value;
    const end = text.lastIndexOf(NEWLINE) + 1;
    rest = text.subarray(end);
    if (end > 0) yield text.toString('utf8', 0, end - 1).split('\n');
  }
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
