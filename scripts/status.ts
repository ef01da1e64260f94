import type { Settings } from '../configs/settings.ts';
import { kafkaClient } from './clients.ts';
import { listConnectors } from './connect-api.ts';
import type { Connector } from './connect-api.ts';
import { readGroup, readLag, sinkGroup, topicsOf } from './consumer-groups.ts';
import { messageOf } from './lib/errors.ts';
import { causeOf } from './lib/java-trace.ts';
import { SERVICES, runtimeOf } from './runtime/runtime.ts';
import type { ProcessState } from './runtime/runtime.ts';
import { listTopics } from './topics.ts';
import type { Topic } from './topics.ts';
import { describeLeftPaused, readLeftPaused } from './verify/pause-marker.ts';

export interface ConnectorState {
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly tasks: readonly TaskState[];
}

export interface TaskState {
  readonly id: number;
  readonly state: string;
  /** Why it failed, in one line. */
  readonly cause?: string;
}

export interface GroupState {
  readonly name: string;
  readonly state: string;
  readonly members: number;
  /** Records between what the sink has committed and the ends of its partitions. */
  readonly lag: number;
}

/** Everything there is to see; the parts that a stopped service would tell are `undefined`. */
export interface Status {
  readonly runtime: string;
  readonly aws: string;
  readonly plugins: string;
  readonly runDir: string;
  readonly services: readonly ProcessState[];
  readonly connectors?: readonly ConnectorState[];
  readonly topics?: readonly Topic[];
  readonly groups?: readonly GroupState[];
  /** Sentences on what could not be read, and on sources that stand still since a verify was killed. */
  readonly notes: readonly string[];
}

/** Reads the state of every service, connector, topic and sink group. Never throws because something is down. */
export async function readStatus(settings: Settings): Promise<Status> {
  const runtime = runtimeOf(settings);
  const services = (await Promise.all(SERVICES.map((service) => runtime.status(service)))).flat();
  const isUp = (name: string) =>
    services.some((each) => each.service === name && each.state === 'running' && !each.moved);
  const connectors = isUp('connect') ? await listConnectors(settings.connectUrl).catch(() => undefined) : undefined;
  const unread = describeMoved(services);
  const topics = isUp('kafka')
    ? await listTopics(settings).catch((error: unknown) => {
        unread.push(`Topics and groups could not be read, as while a partition has no leader: ${messageOf(error)}`);
        return undefined;
      })
    : undefined;
  return {
    runtime: settings.runtime,
    aws: settings.aws,
    plugins: settings.connectors,
    runDir: settings.runDir,
    services,
    connectors: connectors?.map(connectorState),
    topics,
    groups: topics && connectors && (await readSinkGroups(settings, connectors, topics)),
    notes: [...unread, ...(connectors ? (await readLeftPaused(settings)).map(describeLeftPaused) : [])],
  };
}

/** Of what was started with other ports than the settings have now, nothing but the processes can be seen. */
function describeMoved(services: readonly ProcessState[]): string[] {
  const names = services.filter(({ moved }) => moved).map(({ name }) => name);
  if (names.length === 0) return [];
  return [`The settings name other ports than ${names.join(', ')} run at: set PORT_OFFSET as it was when they started`];
}

function connectorState({ name, type, status }: Connector): ConnectorState {
  const tasks = status.tasks.map(({ id, state, trace }) => ({
    id,
    state,
    ...(trace ? { cause: causeOf(trace) } : {}),
  }));
  return { name, type, state: status.connector.state, tasks };
}

async function readSinkGroups(
  settings: Settings,
  connectors: readonly Connector[],
  topics: readonly Topic[],
): Promise<GroupState[]> {
  const admin = (await kafkaClient(settings)).admin();
  try {
    await admin.connect();
    const sinks = connectors.filter(({ type }) => type === 'sink');
    return await Promise.all(
      sinks.map(async (sink) => {
        const { name, state, members } = await readGroup(admin, sinkGroup(sink.name));
        const wanted = topicsOf(
          sink.config,
          topics.map((topic) => topic.name),
        );
        const read = topics.filter((topic) => wanted.includes(topic.name));
        return { name, state, members, lag: await readLag(admin, name, read) };
      }),
    );
  } finally {
    await admin.disconnect();
  }
}
