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

/**
 * Runs `body` while every source that runs stands still, and lets those go on after it, on Ctrl-C too. What was paused
 * or stopped before is left as it was.
 */
export async function withPausedSources<T>(settings: Settings, body: () => Promise<T>): Promise<T> {
  const names = (await listConnectors(settings.connectUrl)).filter(isRunningSource).map(({ name }) => name);
  if (names.length === 0) return body();
  await markPaused(settings, names);
  const stopListening = onSignal((signal) => {
    // A second signal ends the process at once; the marker tells the next command.
    stopListening();
    void resumeAll(settings, names).finally(() => process.kill(process.pid, signal));
  });
  try {
    await Promise.all(names.map((name) => pauseAndWait(settings, name)));
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

async function pauseAndWait({ connectUrl }: Settings, name: string): Promise<void> {
  await change(`${name} to take the pause`, () => pauseConnector(connectUrl, name));
  await waitForTasks(connectUrl, name, 'PAUSED');
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
  await waitForTasks(connectUrl, name, 'RUNNING');
}

/** Connect answers 409 while its workers rebalance, which passes. */
async function change(what: string, ask: () => Promise<void>): Promise<void> {
  await waitFor(what, () => ask().then(() => true), { timeoutMs: CHANGE_TIMEOUT_MS });
}

/** A task that failed stays so and is reported by the question on services; it must not hold up the others. */
async function waitForTasks(url: string, name: string, state: 'PAUSED' | 'RUNNING'): Promise<void> {
  await waitFor(`${name} to be ${state}`, () => isInState(url, name, state), {
    timeoutMs: CHANGE_TIMEOUT_MS,
    hint: 'Look at `npx just status`.',
  });
}

async function isInState(url: string, name: string, state: string): Promise<true | undefined> {
  const status = await readConnectorStatus(url, name);
  const states = status ? [status.connector.state, ...status.tasks.map((task) => task.state)] : [];
  return states.every((each) => each === state || each === 'FAILED') || undefined;
}
