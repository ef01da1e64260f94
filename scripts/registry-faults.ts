import * as v from 'valibot';
import type { Settings } from '../configs/settings.ts';
import { WorkflowError } from './lib/errors.ts';
import { fetchWithin } from './lib/fetch.ts';

const TIMEOUT_MS = 10_000;
const SERVER_ERRORS = new Set(['InternalServiceException', 'InternalFailure', 'ServiceUnavailableException']);
const Faults = v.object({ faults: v.array(v.record(v.string(), v.unknown())) });

/** A failure to rehearse; it strikes every operation when none is named. */
export interface NewFault {
  readonly operation: string | undefined;
  /** Such as `ThrottlingException`; without it the call is only delayed. */
  readonly errorType: string | undefined;
  readonly latencyMs: number | undefined;
  readonly times: number | undefined;
  /** Share of the calls, 0 to 1. */
  readonly rate: number;
}

/** The faults that are set in the registry emulator, as it describes them. */
export async function readFaults(settings: Settings): Promise<Readonly<Record<string, unknown>>[]> {
  return (await ask(settings, 'GET')).faults;
}

/** Adds a fault to those that are set. */
export async function addFault(settings: Settings, { errorType, ...rest }: NewFault): Promise<void> {
  const error = errorType && { type: errorType, status: SERVER_ERRORS.has(errorType) ? 500 : 400 };
  await ask(settings, 'PUT', { faults: [...(await readFaults(settings)), { ...rest, error }] });
}

/** Removes every fault. */
export async function clearFaults(settings: Settings): Promise<void> {
  await ask(settings, 'DELETE');
}

async function ask({ glueEndpoint }: Settings, method: string, body?: object): Promise<v.InferOutput<typeof Faults>> {
  const url = `${glueEndpoint}/_faults`;
  const init = { method, body: body && JSON.stringify(body) };
  const response = await fetchWithin(TIMEOUT_MS, url, init).catch((cause: unknown) => {
    throw new WorkflowError(`The Glue registry at ${glueEndpoint} does not answer`, {
      hint: 'Start it with `npx just aws:up` or `npx just registry:start --faults`.',
      cause,
    });
  });
  const answer: unknown = await response.json();
  const parsed = v.safeParse(Faults, answer);
  if (parsed.success) return parsed.output;
  if (method === 'PUT')
    throw new WorkflowError(`The registry refused the fault: ${JSON.stringify(answer)}`, { exitCode: 2 });
  throw new WorkflowError(`The Glue registry at ${glueEndpoint} takes no faults`, {
    hint: 'Start it with GLUE_FAULTS=on, or with `npx just registry:start --faults`.',
    exitCode: 2,
  });
}
