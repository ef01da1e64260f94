import { Readable } from 'node:stream';
import { messageOf, WorkflowError } from '../lib/errors.ts';

/** S3 sends the next bytes within milliseconds; after this long nobody sends them any more. */
const SILENCE_MS = 30_000;

/**
 * The chunks of an object that is on its way. Throws a `WorkflowError` when S3 breaks off or falls silent: what came so
 * far must be taken for neither the whole nor a damaged object.
 */
export async function* readBody(body: AsyncIterable<Uint8Array>, key: string): AsyncGenerator<Uint8Array, void> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await within(SILENCE_MS, body, chunks.next());
      if (done) return;
      yield value;
    }
  } catch (cause) {
    throw new WorkflowError(`S3 broke off the reading of \`${key}\`: ${messageOf(cause)}`, {
      hint: 'Run `npx just verify` again, or read its log with `npx just logs s3`.',
      cause,
    });
  } finally {
    await chunks.return?.();
  }
}

async function within<T>(ms: number, body: unknown, next: Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    if (body instanceof Readable) body.destroy(new Error(`nothing came for ${ms / 1000} s`));
  }, ms);
  try {
    return await next;
  } finally {
    clearTimeout(timer);
  }
}
