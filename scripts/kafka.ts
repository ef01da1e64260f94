import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import type { Settings } from '../configs/settings.ts';
import { kafkaClient } from './clients.ts';
import { waitFor } from './lib/wait.ts';
import { evidenceOf } from './runtime/evidence.ts';
import { runtimeOf } from './runtime/runtime.ts';

const READY_TIMEOUT_MS = 90_000;

/** Starts the brokers and waits until all are registered and a topic can be written with every replica in sync. */
export async function startKafka(settings: Settings): Promise<string[]> {
  const started = await runtimeOf(settings).start('kafka');
  await waitForKafka(settings, { proveWrite: started.length > 0 });
  return started;
}

/** Stops the brokers; resolves with the names of those that ran. */
export function stopKafka(settings: Settings): Promise<string[]> {
  return runtimeOf(settings).stop('kafka');
}

interface ReadyOptions {
  /** Write to a topic made for it, which is what a producer would do; an open port proves nothing. */
  readonly proveWrite: boolean;
}

/** Waits until every broker is registered with all its replicas in sync, and if asked until a topic can be written. */
export async function waitForKafka(settings: Settings, { proveWrite }: ReadyOptions): Promise<void> {
  const runtime = runtimeOf(settings);
  const kafka = await kafkaClient(settings);
  const admin = kafka.admin();
  const count = settings.brokers.length;
  const options = {
    timeoutMs: READY_TIMEOUT_MS,
    hint: 'Read a broker log with `npx just logs kafka-1`.',
    evidence: () => evidenceOf(settings, 'kafka'),
  };
  try {
    const registered = async () => {
      await runtime.checkAlive('kafka');
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      if (brokers.length === count) return true;
      throw new Error(`${brokers.length} of ${count} brokers are registered`);
    };
    await waitFor(`${count} brokers at ${settings.bootstrap.join(', ')}`, registered, options);
    await waitFor('every replica to be in sync', () => allInSync(admin), options);
    if (proveWrite) await waitFor('a topic to be writable', () => writeProbe(kafka, admin, count), options);
  } finally {
    await admin.disconnect();
  }
}

/** After a broker came back its replicas first catch up. */
async function allInSync(admin: Admin): Promise<true> {
  const { topics } = await admin.fetchTopicMetadata();
  const behind = topics.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ isr, replicas }) => isr.length < replicas.length)
      .map(({ partitionId }) => `${name}-${partitionId}`),
  );
  if (behind.length === 0) return true;
  throw new Error(`${behind.length} partitions are behind, ${behind[0]} among them`);
}

/** Creates a topic with a replica on every broker, writes to it with acks=all, and deletes it again. */
async function writeProbe(kafka: Kafka, admin: Admin, replicationFactor: number): Promise<true> {
  const { Partitioners } = await import('kafkajs');
  const topic = `ready-${randomUUID()}`;
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor }], waitForLeaders: true });
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ value: 'ready' }] });
    return true;
  } finally {
    await producer.disconnect();
    await admin.deleteTopics({ topics: [topic] }).catch(() => undefined);
  }
}
