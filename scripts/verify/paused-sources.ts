import type { Settings } from '../../configs/settings.ts';
import {
  type Connector,
  listConnectors,
  pauseConnector,
  readConnectorStatus,
  resumeConnector,
} from '../connect-api.ts';
import { messageOf, WorkflowError } from '../lib/errors.ts';
import { waitFor } from '../lib/wait.ts';
import { markPaused, unmarkPaused } from './pause-marker.ts';

const CHANGE_TIMEOUT_MS = 30_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Interruption {
  /** Takes a line on what became of the sources after Ctrl-C, just before the process ends. */
  readonly onInterrupted?: (text: string) => void;
}

/**
 * Runs `body` while every source that runs stands still, and lets those go on after it, on Ctrl-C too. What was paused
 * or stopped before is left as it was.
 */
export async function withPausedSources<T>(
  settings: Settings,
  body: () => Promise<T>,
  { onInterrupted = () => undefined }: Interruption = {},
): Promise<T> {
  const names = (await listConnectors(settings.connectUrl)).filter(isRunningSource).map(({ name }) => name);
  if (names.length === 0) return body();
  await markPaused(settings, names);
  const abort = new AbortController();
  const pausing = names.map((name) => pauseAndWait(settings, name, abort.signal));
  const stopListening = onSignal((signal) => {
    // A second signal ends the process at once; the marker tells the next command.
    stopListening();
    abort.abort();
    // A pause that is still on its way must not come after the resume.
    void Promise.allSettled(pausing)
      .then(() => resumeAll(settings, names))
      .then(() => onInterrupted(`Resumed ${names.map((name) => `\`${name}\``).join(', ')}`))
      .catch((error: unknown) => onInterrupted(messageOf(error)))
      .finally(() => process.kill(process.pid, signal));
  });
  try {
    await Promise.all(pausing);
    return await body();
  } finally {
    stopListening();
    await resumeAll(settings, names);
  }
}

function onSignal(listener: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of SIGNALS) process.once(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}

function isRunningSource({ type, status }: Connector): boolean {
  return type === 'source' && status.connector.state === 'RUNNING';
}

/** Gives up quietly when it is told to: who tells resumes. */
async function pauseAndWait({ connectUrl }: Settings, name: string, signal: AbortSignal): Promise<void> {
  await change(`${name} to take the pause`, async () => {
    if (!signal.aborted) await pauseConnector(connectUrl, name);
  });
  if (!signal.aborted) await waitForTasks(connectUrl, name, { state: 'PAUSED', signal });
}

/** Resumes what verify paused, waits until it runs, and forgets it. One that fails does not hold up the others. */
async function resumeAll(settings: Settings, names: readonly string[]): Promise<void> {
  const results = await Promise.allSettled(names.map((name) => resume(settings, name)));
  await unmarkPaused(
    settings,
    names.filter((_, index) => results[index]?.status === 'fulfilled'),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [messageOf(result.reason)] : []));
  if (failures.length === 0) return;
  throw new WorkflowError(`Not every source that was paused goes on again:\n  ${failures.join('\n  ')}`, {
    hint: 'Look at `npx just status`; `npx just source:create` resumes a source.',
    exitCode: 5,
  });
}

async function resume({ connectUrl }: Settings, name: string): Promise<void> {
  if (!(await readConnectorStatus(connectUrl, name))) return;
  await change(`${name} to go on`, () => resumeConnector(connectUrl, name));
  await waitForTasks(connectUrl, name, { state: 'RUNNING' });
}

/** Connect answers 409 while its workers rebalance, which passes. */
async function change(what: string, ask: () => Promise<void>): Promise<void> {
  await waitFor(what, () => ask().then(() => true), { timeoutMs: CHANGE_TIMEOUT_MS });
}

interface Wanted {
  readonly state: 'PAUSED' | 'RUNNING';
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** A task that failed stays so and is reported by the question on services; it must not hold up the others. */
async function waitForTasks(url: string, name: string, { state, signal }: Wanted): Promise<void> {
  await waitFor(`${name} to be ${state}`, async () => signal?.aborted || isInState(url, name, state), {
    timeoutMs: CHANGE_TIMEOUT_MS,
    hint: 'Look at `npx just status`.',
  });
}

async function isInState(url: string, name: string, state: string): Promise<true | undefined> {
  const status = await readConnectorStatus(url, name);
  const states = status ? [status.connector.state, ...status.tasks.map((task) => task.state)] : [];
  return states.every((each) => each === state || each === 'FAILED') || undefined;
}
