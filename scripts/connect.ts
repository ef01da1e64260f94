import type { Settings } from '../configs/settings.ts';
import { readHealth, readPlugins, readWorker } from './connect-api.ts';
import { readConnectorFiles } from './connector-files.ts';
import type { ConnectorFile } from './connector-files.ts';
import { WorkflowError } from './lib/errors.ts';
import { waitFor } from './lib/wait.ts';
import { evidenceOf } from './runtime/evidence.ts';
import { runtimeOf } from './runtime/runtime.ts';

const READY_TIMEOUT_MS = 120_000;

export interface WorkerStart {
  readonly started: readonly string[];
  readonly version: string;
}

/** Starts the worker; resolves once it is healthy and has every plugin that the connector files name. */
export async function startConnect(settings: Settings): Promise<WorkerStart> {
  const started = await runtimeOf(settings).start('connect');
  await waitForConnect(settings);
  return { started, version: (await readWorker(settings.connectUrl)).version };
}

/** Waits until the worker is healthy, and throws when a plugin that the connector files name is missing. */
export async function waitForConnect(settings: Settings): Promise<void> {
  const runtime = runtimeOf(settings);
  const healthy = async () => {
    await runtime.checkAlive('connect');
    const health = await readHealth(settings.connectUrl);
    if (health?.status === 'healthy') return true;
    throw new Error(health?.message ?? 'nothing answers yet');
  };
  await waitFor(`Kafka Connect at ${settings.connectUrl}`, healthy, {
    timeoutMs: READY_TIMEOUT_MS,
    hint: 'Read its log with `npx just logs connect`.',
    evidence: () => evidenceOf(settings, 'connect'),
  });
  await verifyPlugins(settings);
}

/** Stops the worker; resolves with its name if it ran. */
export function stopConnect(settings: Settings): Promise<string[]> {
  return runtimeOf(settings).stop('connect');
}

async function verifyPlugins(settings: Settings): Promise<void> {
  const files = await readConnectorFiles(settings);
  const installed = (await readPlugins(settings.connectUrl)).map((plugin) => plugin.class);
  const missing = files.flatMap(neededClasses).filter((name) => !installed.some((each) => isClass(each, name)));
  if (missing.length === 0) return;
  throw new WorkflowError(`Kafka Connect lacks the plugins ${[...new Set(missing)].join(', ')}`, {
    hint: 'Run `npx just build`, then `npx just connect:down` and `npx just connect:up`.',
    exitCode: 2,
  });
}

function neededClasses({ config }: ConnectorFile): string[] {
  return ['connector.class', 'key.converter', 'value.converter'].flatMap((key) => config[key] ?? []);
}

/** Connect resolves a full class name, or its last part alone. */
function isClass(installed: string, wanted: string): boolean {
  return installed === wanted || installed.endsWith(`.${wanted}`);
}
