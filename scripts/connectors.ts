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
import { evidenceOf } from './runtime/evidence.ts';

const RUNNING_TIMEOUT_MS = 60_000;
const RESTART_TIMEOUT_MS = 10_000;
const REBALANCE_TIMEOUT_MS = 60_000;
const REBALANCE_INTERVAL_MS = 300;

export type Applied = 'created' | 'updated' | 'restarted' | 'resumed' | 'unchanged';

/**
 * Creates or updates a connector and waits until it works: every task RUNNING and, for a sink, its consumer group Stable
 * with every partition of its topics assigned. Failed tasks of an earlier time are restarted, a paused connector resumes.
 */
export async function applyConnector(settings: Settings, file: ConnectorFile): Promise<Applied> {
  const applied = await putIfChanged(settings, file);
  const revived = await revive(settings, file.name);
  await waitForTasks(settings, file.name);
  if (isSink(file)) {
    // A task whose partitions cannot be opened, or which cannot write the first of them, fails only now.
    await waitForSink(settings, file, async () => {
      await runningTasks(settings.connectUrl, file.name);
    });
    await waitForTasks(settings, file.name);
  }
  return applied === 'unchanged' && revived ? revived : applied;
}

async function waitForTasks(settings: Settings, name: string): Promise<void> {
  await waitFor(`every task of ${name} to be RUNNING`, () => runningTasks(settings.connectUrl, name), {
    timeoutMs: RUNNING_TIMEOUT_MS,
    hint: 'Look at `npx just status`, and read the worker log with `npx just logs connect`.',
    evidence: () => evidenceOf(settings, 'connect'),
  });
}

/** Deletes a connector; says whether there was one. */
export function removeConnector(settings: Settings, name: string): Promise<boolean> {
  return throughRebalance(settings, `${name} to be deleted`, (url) => deleteConnector(url, name));
}

async function putIfChanged(settings: Settings, { name, config, path }: ConnectorFile): Promise<Applied> {
  const present = await throughRebalance(settings, `the configuration of ${name}`, (url) =>
    readConnectorConfig(url, name),
  );
  if (present && isSameConfig(present, { ...config, name })) return 'unchanged';
  await verifyConfig(settings.connectUrl, { name, config, path });
  await throughRebalance(settings, `${name} to be accepted`, (url) => putConnectorConfig(url, name, { ...config }));
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

async function revive(settings: Settings, name: string): Promise<'restarted' | 'resumed' | undefined> {
  const status = await throughRebalance(settings, `the status of ${name}`, (url) => readConnectorStatus(url, name));
  const states = status ? [status.connector.state, ...status.tasks.map((task) => task.state)] : [];
  const isHalted = states.some((state) => state === 'PAUSED' || state === 'STOPPED');
  if (isHalted) await resumeConnector(settings.connectUrl, name);
  if (states.includes('FAILED')) {
    await restartFailed(settings, name);
    return 'restarted';
  }
  return isHalted ? 'resumed' : undefined;
}

/** Connect answers before it restarts: until then the old failure still shows. One that stays is reported by the next step. */
async function restartFailed(settings: Settings, name: string): Promise<void> {
  await throughRebalance(settings, `${name} to restart`, (url) => restartConnector(url, name));
  const noneFailed = async () => {
    const status = await readConnectorStatus(settings.connectUrl, name);
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
async function throughRebalance<T>(settings: Settings, what: string, ask: (url: string) => Promise<T>): Promise<T> {
  const probe = async (): Promise<{ answer: T }> => ({ answer: await ask(settings.connectUrl) });
  const { answer } = await waitFor(what, probe, {
    timeoutMs: REBALANCE_TIMEOUT_MS,
    intervalMs: REBALANCE_INTERVAL_MS,
    evidence: () => evidenceOf(settings, 'connect'),
  });
  return answer;
}
