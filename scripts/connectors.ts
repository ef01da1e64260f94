import type { Settings } from '../configs/settings.ts';
import {
  deleteConnector,
  putConnectorConfig,
  readConnectorConfig,
  readConnectorStatus,
  restartConnector,
  resumeConnector,
  validateConfig,
} from './connect-api.ts';
import type { ConnectorStatus } from './connect-api.ts';
import type { ConnectorFile } from './connector-files.ts';
import { waitForSink } from './consumer-groups.ts';
import { WorkflowError } from './lib/errors.ts';
import { causeOf } from './lib/java-trace.ts';
import { waitFor } from './lib/wait.ts';

const RUNNING_TIMEOUT_MS = 60_000;
const RESTART_TIMEOUT_MS = 10_000;
const REBALANCE_TIMEOUT_MS = 60_000;
const REBALANCE_INTERVAL_MS = 300;

export type Applied = 'created' | 'updated' | 'unchanged';

/**
 * Creates or updates a connector and waits until it works: every task RUNNING and, for a sink, its consumer group Stable
 * with every partition of its topics assigned. Failed tasks of an earlier time are restarted, a paused connector resumes.
 */
export async function applyConnector(settings: Settings, file: ConnectorFile): Promise<Applied> {
  const applied = await putIfChanged(settings.connectUrl, file);
  await revive(settings.connectUrl, file.name);
  await waitFor(`every task of ${file.name} to be RUNNING`, () => runningTasks(settings.connectUrl, file.name), {
    timeoutMs: RUNNING_TIMEOUT_MS,
    hint: 'Look at `npx just status`, and read the worker log with `npx just logs connect`.',
  });
  if (isSink(file)) {
    await waitForSink(settings, file);
    // A task whose partitions cannot be opened fails only now.
    await runningTasks(settings.connectUrl, file.name);
  }
  return applied;
}

/** Deletes a connector; says whether there was one. */
export function removeConnector({ connectUrl }: Settings, name: string): Promise<boolean> {
  return throughRebalance(`${name} to be deleted`, () => deleteConnector(connectUrl, name));
}

async function putIfChanged(url: string, { name, config, path }: ConnectorFile): Promise<Applied> {
  const present = await throughRebalance(`the configuration of ${name}`, () => readConnectorConfig(url, name));
  if (present && isSameConfig(present, { ...config, name })) return 'unchanged';
  await verifyConfig(url, { name, config, path });
  await throughRebalance(`${name} to be accepted`, () => putConnectorConfig(url, name, { ...config }));
  return present ? 'updated' : 'created';
}

/** Connect adds the name to what it was given. */
function isSameConfig(present: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  const keys = new Set([...Object.keys(present), ...Object.keys(wanted)]);
  return [...keys].every((key) => present[key] === wanted[key]);
}

async function verifyConfig(url: string, { name, config, path }: ConnectorFile): Promise<void> {
  const invalid = await validateConfig(url, { ...config, name });
  if (invalid.length === 0) return;
  const lines = invalid.flatMap(({ key, errors }) => errors.map((error) => `${key}: ${error}`));
  throw new WorkflowError(`${name} is refused by its plugin:\n  ${lines.join('\n  ')}`, {
    hint: `Correct ${path}.`,
    exitCode: 2,
  });
}

async function revive(url: string, name: string): Promise<void> {
  const status = await throughRebalance(`the status of ${name}`, () => readConnectorStatus(url, name));
  const states = status ? [status.connector.state, ...status.tasks.map((task) => task.state)] : [];
  if (states.some((state) => state === 'PAUSED' || state === 'STOPPED')) await resumeConnector(url, name);
  if (states.includes('FAILED')) await restartFailed(url, name);
}

/** Connect answers before it restarts: until then the old failure still shows. One that stays is reported by the next step. */
async function restartFailed(url: string, name: string): Promise<void> {
  await throughRebalance(`${name} to restart`, () => restartConnector(url, name));
  const noneFailed = async () => {
    const status = await readConnectorStatus(url, name);
    return status?.tasks.some(({ state }) => state === 'FAILED') ? undefined : true;
  };
  await waitFor(`failed tasks of ${name} to restart`, noneFailed, { timeoutMs: RESTART_TIMEOUT_MS }).catch(
    () => undefined,
  );
}

async function runningTasks(url: string, name: string): Promise<true | undefined> {
  const status = await readConnectorStatus(url, name);
  if (!status) throw new Error('Connect does not list it yet');
  refuseFailed(status);
  const states = [status.connector, ...status.tasks].map(({ state }) => state);
  return status.tasks.length > 0 && states.every((state) => state === 'RUNNING') ? true : undefined;
}

function refuseFailed({ name, connector, tasks }: ConnectorStatus): void {
  const failed = [
    ...(connector.state === 'FAILED' ? [{ what: `Connector ${name}`, trace: connector.trace }] : []),
    ...tasks
      .filter(({ state }) => state === 'FAILED')
      .map(({ id, trace }) => ({ what: `Task ${id} of ${name}`, trace })),
  ];
  if (failed.length === 0) return;
  const lines = failed.map(({ what, trace }) => `${what} FAILED: ${causeOf(trace ?? 'no trace yet')}`);
  throw new WorkflowError(lines.join('\n'), {
    hint: 'Mend the cause, then run the command again: it restarts failed tasks. `npx just logs connect` has the whole trace.',
    exitCode: 5,
  });
}

/** A sink names the topics it reads. */
export function isSink({ config }: ConnectorFile): boolean {
  return 'topics' in config || 'topics.regex' in config;
}

/** Connect answers 409 while its workers rebalance, which passes. */
function throughRebalance<T>(what: string, ask: () => Promise<T>): Promise<T> {
  const probe = async (): Promise<{ answer: T }> => ({ answer: await ask() });
  return waitFor(what, probe, { timeoutMs: REBALANCE_TIMEOUT_MS, intervalMs: REBALANCE_INTERVAL_MS }).then(
    ({ answer }) => answer,
  );
}
