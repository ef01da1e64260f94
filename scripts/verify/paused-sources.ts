import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Settings } from '../../configs/settings.ts';
import {
  type Connector,
  listConnectors,
  pauseConnector,
  readConnectorStatus,
  resumeConnector,
} from '../connect-api.ts';
import { waitFor } from '../lib/wait.ts';

const CHANGE_TIMEOUT_MS = 30_000;

/** What verify has paused, so that a run that was killed does not leave a pipeline standing still without a word. */
const Marker = v.object({ paused: v.array(v.string()) });

/** The marker lies beside what else a run leaves behind. */
function markerPath({ runDir }: Settings): string {
  return join(runDir, 'verify-paused.json');
}

/** Connectors that an earlier, interrupted run of verify paused and did not resume. */
export async function readPaused(settings: Settings): Promise<string[]> {
  const text = await readFile(markerPath(settings), 'utf8').catch(() => undefined);
  return text === undefined ? [] : v.parse(Marker, JSON.parse(text)).paused;
}

/**
 * Runs `body` while every running source stands still, and lets them go on after it, on Ctrl-C too. Does not resume what
 * somebody else had paused, but what an interrupted run of verify left paused.
 */
export async function withPausedSources<T>(
  settings: Settings,
  body: (paused: ReadonlySet<string>) => Promise<T>,
): Promise<T> {
  const running = (await listConnectors(settings.connectUrl)).filter(isRunningSource).map(({ name }) => name);
  const paused = [...new Set([...running, ...(await readPaused(settings))])];
  await mkdir(settings.runDir, { recursive: true });
  await writeFile(markerPath(settings), JSON.stringify({ paused }));
  const onInterrupt = () => {
    void resumeAll(settings, paused).finally(() => process.kill(process.pid, 'SIGINT'));
  };
  process.once('SIGINT', onInterrupt);
  try {
    await Promise.all(paused.map((name) => pauseAndWait(settings, name)));
    return await body(new Set(paused));
  } finally {
    process.off('SIGINT', onInterrupt);
    await resumeAll(settings, paused);
  }
}

function isRunningSource({ type, status }: Connector): boolean {
  return type === 'source' && status.connector.state === 'RUNNING';
}

async function pauseAndWait({ connectUrl }: Settings, name: string): Promise<void> {
  await pauseConnector(connectUrl, name);
  await waitForTasks(connectUrl, name, 'PAUSED');
}

/** Resumes what verify paused, waits until it runs, and forgets the marker. */
async function resumeAll(settings: Settings, paused: readonly string[]): Promise<void> {
  for (const name of paused) await resumeConnector(settings.connectUrl, name);
  await Promise.all(paused.map((name) => waitForTasks(settings.connectUrl, name, 'RUNNING')));
  await rm(markerPath(settings), { force: true });
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
