import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { GlueError } from './errors.ts';
import { parseInput } from './input.ts';

const Fault = v.object({
  /** Only calls of this operation; every call when it is missing. */
  operation: v.optional(v.string()),
  /** Answer with this error type and text instead of carrying the call out. */
  error: v.optional(
    v.object({
      type: v.pipe(v.string(), v.regex(/^\w+$/, 'Member must be a type name')),
      message: v.optional(v.string(), 'Injected fault'),
      status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)), 400),
    }),
  ),
  /** Wait so long before anything else. */
  latencyMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000)), 0),
  /** So many calls, then no more. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** This share of the calls, 0 to 1. */
  rate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
});
const FaultList = v.object({ faults: v.array(Fault) });

/** One rehearsed failure. */
export type Fault = v.InferOutput<typeof Fault>;

export interface Faults {
  /** Waits and throws as the first fault that matches says. */
  readonly strike: (operation: string) => Promise<void> | undefined;
  /** The admin call: GET shows the faults, PUT replaces them all, DELETE removes them. */
  readonly admin: (method: string, body: object) => object;
}

/** Rehearsed failures, none at first. */
export function createFaults(random: () => number = Math.random): Faults {
  let faults: { readonly fault: Fault; left: number }[] = [];
  const show = () => ({
    faults: faults.map(({ fault, left }) => (left === Infinity ? fault : { ...fault, times: left })),
  });
  return {
    strike(operation) {
      const struck = faults.find(({ fault }) => (fault.operation ?? operation) === operation && random() < fault.rate);
      if (!struck) return undefined;
      struck.left--;
      faults = faults.filter(({ left }) => left > 0);
      return carryOut(struck.fault);
    },
    admin(method, body) {
      if (method === 'PUT') {
        faults = parseInput(FaultList, body).faults.map((fault) => ({ fault, left: fault.times ?? Infinity }));
      } else if (method === 'DELETE') faults = [];
      else if (method !== 'GET') throw new GlueError('UnknownOperationException', method, { status: 405 });
      return show();
    },
  };
}

async function carryOut({ latencyMs, error }: Fault): Promise<void> {
  if (latencyMs > 0) await pause(latencyMs);
  if (error) throw new GlueError(error.type, error.message, { status: error.status });
}
