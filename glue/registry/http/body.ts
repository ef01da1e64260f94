import type { IncomingMessage } from 'node:http';
import { GlueError } from '../errors.ts';

/** A definition of 170,000 characters fits into it even when each is written as `\uXXXX`. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/**
 * Reads a request's body. What goes beyond the limit is read and dropped, so that the client gets to see the refusal and
 * the memory stays bounded.
 */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) chunks.length = 0;
      else chunks.push(chunk);
    });
    request.on('error', reject);
    request.on('end', () => {
      if (size > MAX_BODY_BYTES) reject(tooLarge(size));
      else resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

/** The JSON object of a body; an empty one stands for `{}`. Throws a SerializationException for anything else. */
export function parseBody(text: string): object {
  if (text.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    // Told to the client below.
  }
  throw new GlueError('SerializationException', 'The request body is not a JSON object');
}

function tooLarge(size: number): GlueError {
  return new GlueError('SerializationException', `The request body of ${size} bytes is above ${MAX_BODY_BYTES}`, {
    status: 413,
  });
}
