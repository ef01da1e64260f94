import type * as v from 'valibot';
import type { Call } from '../call.ts';
import { parseInput } from '../input.ts';

/** One row of the table: what the operation reads, and what it does with it. */
export interface Operation {
  /** Reads the body and carries the operation out. Throws a GlueError for what the client is to be told. */
  readonly answer: (call: Call, body: unknown) => object | Promise<object>;
}

/** Makes a row of the table of operations. */
export function operation<S extends v.GenericSchema>(
  input: S,
  run: (call: Call, input: v.InferOutput<S>) => object | Promise<object>,
): Operation {
  return { answer: (call, body) => run(call, parseInput(input, body)) };
}
