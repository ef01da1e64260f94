import { randomUUID } from 'node:crypto';
import type { Settings } from '../configs/settings.ts';
import { kafkaClient } from './clients.ts';
import { readBrokerView } from './kafka-cluster.ts';
import { loadKafka } from './lib/packages.ts';
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
  const options = {
    timeoutMs: READY_TIMEOUT_MS,
    hint: 'Read a broker log with `npx just logs kafka-1`.',
    evidence: () => evidenceOf(settings, 'kafka'),
  };
  const { bootstrap } = settings;
  await waitFor(`${bootstrap.length} brokers at ${bootstrap.join(', ')}`, () => allInSync(settings), options);
  if (proveWrite) await waitFor('a topic to be writable', () => writeProbe(settings), options);
}

/**
 * Asks every broker itself. The others count a broker that was killed until its session has run out, with all its
 * replicas, while its successor is refused: they would call a cluster complete that is about to lose a broker. A broker
 * opens its port only once it has a session of its own.
 */
async function allInSync(settings: Settings): Promise<true> {
  await runtimeOf(settings).checkAlive('kafka');
  const views = await Promise.all(settings.bootstrap.map((address) => readBrokerView(settings, address)));
  const fewest = Math.min(...views.map(({ brokers }) => brokers));
  if (fewest < views.length) throw new Error(`${fewest} of ${views.length} brokers are registered`);
  const behind = new Set(views.flatMap((view) => view.behind));
  if (behind.size > 0) throw new Error(`${behind.size} partitions are behind, ${[...behind][0]} among them`);
  return true;
}

/** Creates a topic with a replica on every broker, writes to it with acks=all, and deletes it again. */
async function writeProbe(settings: Settings): Promise<true> {
  const { Partitioners } = loadKafka();
  const kafka = await kafkaClient(settings);
  const admin = kafka.admin();
  const topic = `ready-${randomUUID()}`;
  const replicationFactor = settings.bootstrap.length;
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor }], waitForLeaders: true });
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ value: 'ready' }] });
    return true;
  } finally {
    await producer.disconnect();
    await admin.deleteTopics({ topics: [topic] }).catch(() => undefined);
    await admin.disconnect();
  }
}
