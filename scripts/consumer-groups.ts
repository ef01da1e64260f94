import type { Admin } from 'kafkajs';
import type { Settings } from '../configs/settings.ts';
import { kafkaClient } from './clients.ts';
import type { ConnectorFile } from './connector-files.ts';
import { WorkflowError } from './lib/errors.ts';
import { waitFor } from './lib/wait.ts';
import { evidenceOf } from './runtime/evidence.ts';
import type { Topic } from './topics.ts';

const ASSIGNED_TIMEOUT_MS = 60_000;

/** A consumer group as its coordinator sees it. */
export interface ConsumerGroup {
  readonly name: string;
  readonly state: string;
  readonly members: number;
  /** `topic-partition` of every partition that a member holds. */
  readonly assigned: ReadonlySet<string>;
}

/** The group that Connect's framework makes for a sink connector. */
export function sinkGroup(connector: string): string {
  return `connect-${connector}`;
}

/** Describes a group; one that does not exist is `Dead` or `Empty`, as Kafka says. */
export async function readGroup(admin: Admin, name: string): Promise<ConsumerGroup> {
  const { AssignerProtocol } = await import('kafkajs');
  const { groups } = await admin.describeGroups([name]);
  const members = groups[0]?.members ?? [];
  const assignments = members.map((member) => AssignerProtocol.MemberAssignment.decode(member.memberAssignment));
  const assigned = assignments.flatMap((decoded) =>
    Object.entries(decoded?.assignment ?? {}).flatMap(([topic, partitions]) =>
      partitions.map((partition) => `${topic}-${partition}`),
    ),
  );
  return { name, state: groups[0]?.state ?? 'Unknown', members: members.length, assigned: new Set(assigned) };
}

/**
 * Waits until the sink's group is Stable with all partitions of its topics assigned. Tasks are RUNNING long before: after
 * a killed worker up to half a minute passes in which a sink reads nothing. `verifyTasks` is asked each time, and ends
 * the wait by what it throws: a group never becomes Stable whose task has failed.
 */
export async function waitForSink(
  settings: Settings,
  { name, config }: ConnectorFile,
  verifyTasks: () => Promise<void>,
): Promise<void> {
  const kafka = await kafkaClient(settings);
  const admin = kafka.admin();
  const assigned = async () => {
    await verifyTasks();
    await admin.connect();
    const group = await readGroup(admin, sinkGroup(name));
    const wanted = await partitionsOf(admin, config);
    const missing = wanted.filter((each) => !group.assigned.has(each));
    if (group.state === 'Stable' && wanted.length > 0 && missing.length === 0) return true;
    throw new Error(
      `the group is ${group.state}, ${wanted.length - missing.length} of ${wanted.length} partitions assigned`,
    );
  };
  try {
    await waitFor(`${sinkGroup(name)} to be Stable with all partitions assigned`, assigned, {
      timeoutMs: ASSIGNED_TIMEOUT_MS,
      hint: 'Look at `npx just status`, and read the worker log with `npx just logs connect`.',
      evidence: () => evidenceOf(settings, 'connect'),
    });
  } finally {
    await admin.disconnect();
  }
}

async function partitionsOf(admin: Admin, config: ConnectorFile['config']): Promise<string[]> {
  const topics = await sinkTopics(admin, config);
  const { topics: described } = await admin.fetchTopicMetadata({ topics });
  return described.flatMap(({ name, partitions }) => partitions.map(({ partitionId }) => `${name}-${partitionId}`));
}

async function sinkTopics(admin: Admin, config: ConnectorFile['config']): Promise<string[]> {
  const present = await admin.listTopics();
  const named = namedTopics(config);
  const absent = named?.find((topic) => !present.includes(topic));
  if (absent) throw new Error(`topic ${absent} does not exist yet`);
  return named ?? topicsOf(config, present);
}

/** Those of the present topics that a sink with this configuration reads. */
export function topicsOf(config: ConnectorFile['config'], present: readonly string[]): string[] {
  const named = namedTopics(config);
  if (named) return present.filter((topic) => named.includes(topic));
  const pattern = topicPattern(config);
  if (!pattern) {
    throw new WorkflowError(`\`topics.regex\` is a pattern that only Java can follow: ${config['topics.regex']}`, {
      hint: 'Name the topics with `topics` instead, or write the pattern without what only Java knows.',
      exitCode: 2,
    });
  }
  return present.filter((topic) => pattern.test(topic));
}

/** What Java and JavaScript both accept and take for different things. */
const TAKEN_OTHERWISE = /\\[pPQEAzZG]|&&/;

/** The `topics.regex` of a sink; `undefined` when it has none that means the same here as in Java. */
export function topicPattern(config: ConnectorFile['config']): RegExp | undefined {
  const pattern = config['topics.regex'];
  if (!pattern || TAKEN_OTHERWISE.test(pattern)) return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}

function namedTopics(config: ConnectorFile['config']): string[] | undefined {
  return config['topics']?.split(',').map((topic) => topic.trim());
}

/** How many records of these topics lie between what the group has committed and the ends; all of them before its first commit. */
export async function readLag(admin: Admin, group: string, topics: readonly Topic[]): Promise<number> {
  const committed = await admin.fetchOffsets({ groupId: group, topics: topics.map(({ name }) => name) });
  const lags = committed.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset }) => {
      const ends = topics.find(({ name }) => name === topic)?.partitions.find((each) => each.partition === partition);
      return ends ? ends.high - Math.max(ends.low, Number(offset)) : 0;
    }),
  );
  return lags.reduce((sum, lag) => sum + lag, 0);
}
