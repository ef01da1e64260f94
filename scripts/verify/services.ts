import type { Admin } from 'kafkajs';
import type { Connector } from '../connect-api.ts';
import type { ConnectorFile } from '../connector-files.ts';
import { causeOf } from '../lib/java-trace.ts';
import { askKafka } from './ask-kafka.ts';
import type { FaultSink } from './faults.ts';

const RUNNING = 'RUNNING';

/** Every connector of the files must be there, and every connector there must run with all its tasks. */
export function checkConnectors(
  connectors: readonly Connector[],
  files: readonly Pick<ConnectorFile, 'name'>[],
  fault: FaultSink,
): void {
  const names = new Set(connectors.map(({ name }) => name));
  for (const { name } of files) {
    if (!names.has(name)) fault('connector-missing', { connector: name, expected: RUNNING, found: 'no connector' });
  }
  for (const { name, status } of connectors) {
    const { state, trace } = status.connector;
    if (state !== RUNNING) {
      fault('connector-not-running', { connector: name, expected: RUNNING, found: describe(state, trace) });
    } else if (status.tasks.length === 0) {
      fault('connector-not-running', { connector: name, expected: 'tasks', found: 'none' });
    }
    for (const task of status.tasks) {
      if (task.state === RUNNING) continue;
      const found = `task ${task.id} ${describe(task.state, task.trace)}`;
      fault('task-not-running', { connector: name, expected: RUNNING, found });
    }
  }
}

function describe(state: string, trace: string | undefined): string {
  return trace ? `${state}: ${causeOf(trace)}` : state;
}

interface Cluster {
  readonly brokers: number;
  readonly topics: readonly string[];
}

/** Where the worker, the groups and the transactions keep what they know: as `configs/connect-distributed.properties` names them. */
const INTERNAL_TOPICS = [
  'connect-configs',
  'connect-offsets',
  'connect-status',
  '__consumer_offsets',
  '__transaction_state',
];

type Asked = Pick<Admin, 'describeCluster' | 'listTopics' | 'fetchTopicMetadata'>;

/** Every broker must be in the cluster, and every replica of the topics in sync, and of what the pipeline itself is kept in. */
export async function checkBrokers(admin: Asked, { brokers, topics }: Cluster, fault: FaultSink): Promise<void> {
  const cluster = await askKafka('its brokers', () => admin.describeCluster());
  if (cluster.brokers.length < brokers) {
    fault('broker-missing', { expected: `${brokers} brokers`, found: `${cluster.brokers.length}` });
  }
  const present = await askKafka('its topics', () => admin.listTopics());
  const all = [...topics, ...INTERNAL_TOPICS.filter((topic) => present.includes(topic))];
  const metadata = await askKafka('its replicas', () => admin.fetchTopicMetadata({ topics: all }));
  // Kafka answers in an order of its own, and people are shown the first faults only: what they know goes first.
  const sorted = metadata.topics.toSorted((a, b) => all.indexOf(a.name) - all.indexOf(b.name));
  for (const { name: topic, partitions } of sorted) {
    for (const { partitionId: partition, replicas, isr } of partitions) {
      if (isr.length === replicas.length) continue;
      const found = `${isr.length} (${isr.join(', ') || 'none'})`;
      fault('partition-under-replicated', { topic, partition, expected: `${replicas.length} in sync`, found });
    }
  }
}
