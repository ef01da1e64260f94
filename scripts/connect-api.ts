import * as v from 'valibot';
import { WorkflowError } from './lib/errors.ts';
import { fetchWithin } from './lib/fetch.ts';

const TIMEOUT_MS = 10_000;
/** Health is asked again and again while the worker starts; a connection that was lost must not cost more than this. */
const HEALTH_TIMEOUT_MS = 3000;
/** Connect answers a change only after every worker has the new configuration: up to its own 90 s. */
const CHANGE_TIMEOUT_MS = 95_000;

const ConnectorConfig = v.record(v.string(), v.string());

const Task = v.object({ id: v.number(), state: v.string(), worker_id: v.string(), trace: v.optional(v.string()) });

const ConnectorStatus = v.object({
  name: v.string(),
  connector: v.object({ state: v.string(), worker_id: v.string(), trace: v.optional(v.string()) }),
  tasks: v.array(Task),
});

const ConnectorInfo = v.object({ name: v.string(), config: ConnectorConfig, type: v.optional(v.string()) });

const Connectors = v.record(v.string(), v.object({ info: ConnectorInfo, status: ConnectorStatus }));

const Plugins = v.array(v.object({ class: v.string(), type: v.string(), version: v.optional(v.nullable(v.string())) }));

const Validation = v.object({
  error_count: v.number(),
  configs: v.array(v.object({ value: v.object({ name: v.string(), errors: v.array(v.string()) }) })),
});

const Worker = v.object({ version: v.string(), kafka_cluster_id: v.string() });

const Health = v.object({ status: v.string(), message: v.string() });

const Refusal = v.object({ message: v.string() });

export type ConnectorConfig = v.InferOutput<typeof ConnectorConfig>;
export type ConnectorStatus = v.InferOutput<typeof ConnectorStatus>;
export type Plugin = v.InferOutput<typeof Plugins>[number];

/** A live connector: what it was told and how it is. */
export interface Connector {
  readonly name: string;
  readonly config: ConnectorConfig;
  /** `source`, `sink`, or `unknown` while its plugin is missing. */
  readonly type: string;
  readonly status: ConnectorStatus;
}

/** One configuration key that Connect refuses, with every reason. */
export interface InvalidKey {
  readonly key: string;
  readonly errors: readonly string[];
}

/**
 * 409: the worker is rebalancing. The one answer worth asking again; not a `WorkflowError`, so that `waitFor` does so.
 */
export class RebalancingError extends Error {
  override readonly name = 'RebalancingError';
}

/** Version and Kafka cluster of the worker. */
export async function readWorker(url: string): Promise<v.InferOutput<typeof Worker>> {
  return v.parse(Worker, await answer(url, '/'));
}

/** The worker's own word on its health (Connect answers 503 while it starts and 500 when it is stuck); `undefined` when nothing answers. */
export async function readHealth(url: string): Promise<v.InferOutput<typeof Health> | undefined> {
  try {
    const response = await fetchWithin(HEALTH_TIMEOUT_MS, `${url}/health`);
    return v.parse(Health, await response.json());
  } catch {
    return undefined;
  }
}

/** Every plugin the worker has, converters and predicates included. */
export async function readPlugins(url: string): Promise<Plugin[]> {
  return v.parse(Plugins, await answer(url, '/connector-plugins?connectorsOnly=false'));
}

/** Every connector with its configuration and its status, in one request, sorted by name. */
export async function listConnectors(url: string): Promise<Connector[]> {
  const all = v.parse(Connectors, await answer(url, '/connectors?expand=info&expand=status'));
  return Object.entries(all)
    .map(([name, { info, status }]) => ({ name, config: info.config, type: info.type ?? 'unknown', status }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The configuration of a connector; `undefined` when there is none of that name. */
export async function readConnectorConfig(url: string, name: string): Promise<ConnectorConfig | undefined> {
  const found = await answerOrMissing(url, `/connectors/${encodeURIComponent(name)}/config`);
  return found === undefined ? undefined : v.parse(ConnectorConfig, found);
}

/** The status of a connector and of its tasks; `undefined` when there is none of that name. */
export async function readConnectorStatus(url: string, name: string): Promise<ConnectorStatus | undefined> {
  const found = await answerOrMissing(url, `/connectors/${encodeURIComponent(name)}/status`);
  return found === undefined ? undefined : v.parse(ConnectorStatus, found);
}

/** Creates the connector or replaces its configuration. Throws `RebalancingError` on 409. */
export async function putConnectorConfig(url: string, name: string, config: ConnectorConfig): Promise<void> {
  await change(url, `/connectors/${encodeURIComponent(name)}/config`, { method: 'PUT', body: config });
}

/** Deletes the connector; says whether there was one. Throws `RebalancingError` on 409. */
export async function deleteConnector(url: string, name: string): Promise<boolean> {
  const path = `/connectors/${encodeURIComponent(name)}`;
  return (await request(url, path, { method: 'DELETE', missing: true, timeoutMs: CHANGE_TIMEOUT_MS })) !== undefined;
}

/** Restarts the connector and those of its tasks that failed. Throws `RebalancingError` on 409. */
export async function restartConnector(url: string, name: string): Promise<void> {
  const path = `/connectors/${encodeURIComponent(name)}/restart?includeTasks=true&onlyFailed=true`;
  await change(url, path, { method: 'POST' });
}

/** Pauses the connector: its tasks stay assigned and do nothing. Connect answers before they have stopped. */
export async function pauseConnector(url: string, name: string): Promise<void> {
  await change(url, `/connectors/${encodeURIComponent(name)}/pause`, { method: 'PUT' });
}

/** Lets a paused or stopped connector go on. Connect answers before its tasks run. */
export async function resumeConnector(url: string, name: string): Promise<void> {
  await change(url, `/connectors/${encodeURIComponent(name)}/resume`, { method: 'PUT' });
}

/** Every key of `config` that the plugin refuses; empty when the configuration is fine. */
export async function validateConfig(url: string, config: ConnectorConfig): Promise<InvalidKey[]> {
  const plugin = (config['connector.class'] ?? '').split('.').at(-1) ?? '';
  const path = `/connector-plugins/${encodeURIComponent(plugin)}/config/validate`;
  const found = v.parse(Validation, await answer(url, path, { method: 'PUT', body: config }));
  return found.configs
    .filter(({ value }) => value.errors.length > 0)
    .map(({ value }) => ({ key: value.name, errors: value.errors }));
}

interface RequestOptions {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly body?: object;
  readonly timeoutMs?: number;
  /** A 404 is an answer (`undefined`), not an error. */
  readonly missing?: boolean;
}

async function answer(url: string, path: string, options: RequestOptions = {}): Promise<unknown> {
  const response = await request(url, path, options);
  return response?.json();
}

async function answerOrMissing(url: string, path: string): Promise<unknown> {
  return answer(url, path, { missing: true });
}

async function change(url: string, path: string, options: RequestOptions): Promise<void> {
  await request(url, path, { ...options, timeoutMs: CHANGE_TIMEOUT_MS });
}

async function request(
  url: string,
  path: string,
  { method = 'GET', body, timeoutMs = TIMEOUT_MS, missing = false }: RequestOptions,
): Promise<Response | undefined> {
  const response = await fetchWithin(timeoutMs, `${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new WorkflowError(`Kafka Connect at ${url} does not answer`, {
      hint: 'Start it with `npx just up`, or read its log with `npx just logs connect`.',
      cause,
    });
  });
  if (response.ok) return response;
  if (response.status === 404 && missing) return undefined;
  throw await refusal(response, `${method} ${path}`);
}

/** The one place where an HTTP status of Connect becomes an error. */
async function refusal(response: Response, asked: string): Promise<Error> {
  const parsed = v.safeParse(Refusal, await response.json().catch(() => undefined));
  const said = parsed.success ? parsed.output.message : response.statusText;
  const message = `Kafka Connect answered ${response.status} to ${asked}: ${said}`;
  if (response.status === 409) return new RebalancingError(message);
  if (response.status === 400 || response.status === 422) {
    return new WorkflowError(message, { hint: 'Correct the connector file.', exitCode: 2 });
  }
  return new WorkflowError(message, { hint: 'Read the worker log with `npx just logs connect`.' });
}
