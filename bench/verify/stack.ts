import type { Admin } from 'kafkajs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sink from '../../configs/sink.json' with { type: 'json' };
import source from '../../configs/source.json' with { type: 'json' };
import { loadSettings, portsOf } from '../../configs/settings.ts';
import type { Settings } from '../../configs/settings.ts';
import { createAwsResources } from '../../scripts/aws.ts';
import { buildJvm } from '../../scripts/build.ts';
import { kafkaClient } from '../../scripts/clients.ts';
import { putConnectorConfig } from '../../scripts/connect-api.ts';
import { startKafka } from '../../scripts/kafka.ts';
import { freePortOffset } from '../../scripts/lib/ports.ts';
import { showProgress } from '../../scripts/lib/progress.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { runtimeOf } from '../../scripts/runtime/runtime.ts';
import { readCommitted } from '../../scripts/verify/snapshot.ts';
import { planSink } from '../../scripts/verify/sink-plan.ts';
import { startWorker } from '../sink/worker.ts';

export const FLUSH_SIZE = 10_000;
/** So many orders refer to one customer. */
const ORDERS_PER_CUSTOMER = 10;
const DEADLINE_MS = 900_000;

/** The topics of the tutorial, read in this order. */
export const TOPICS = ['customer', 'order'] as const;

/** How many records there are in all when there are so many orders. */
export function totalOf(orders: number): number {
  return orders + orders / ORDERS_PER_CUSTOMER;
}

export interface Place {
  readonly settings: Settings;
  /** What a command needs to know to work on the same run. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A run of its own in `folder`, with the tutorial's connectors turned up. */
export async function placeIn(folder: string, orders: number): Promise<Place> {
  const files = {
    source: { name: source.name, config: sourceConfig(orders) },
    sink: { name: sink.name, config: sinkConfig() },
  };
  for (const [name, file] of Object.entries(files)) await writeFile(fileIn(folder, name), JSON.stringify(file));
  const offset = await freePortOffset(portsOf(loadSettings()).map(({ port }) => port));
  const environment = {
    RUN_DIR: join(folder, 'run'),
    PORT_OFFSET: String(offset),
    CONNECTOR_FILES: Object.keys(files)
      .map((name) => fileIn(folder, name))
      .join(','),
    CONNECT_HEAP: '1g',
  };
  return { environment, settings: loadSettings({ options: environment }) };
}

/** Starts all services; the worker's JVM is left to itself, since it runs for minutes. */
export async function startStack(settings: Settings, folder: string): Promise<void> {
  await buildJvm(settings);
  await Promise.all([
    runtimeOf(settings)
      .start('aws')
      .then(() => createAwsResources(settings)),
    startKafka(settings),
  ]);
  await startWorker(settings, { jvm: 'default', pluginPath: folder });
}

/** Lets the generator and the sink go on until there are so many orders, all of them in S3 and committed. */
export async function fillTo(settings: Settings, orders: number): Promise<void> {
  await putConnectorConfig(settings.connectUrl, source.name, sourceConfig(orders));
  await putConnectorConfig(settings.connectUrl, sink.name, sinkConfig());
  const admin = (await kafkaClient(settings)).admin();
  await admin.connect();
  try {
    await waitFor(
      `${orders} orders with their objects`,
      async () => {
        const { made, written } = await countRecords(admin);
        showProgress(`Made ${made} records, ${written} of them are in S3`);
        return (made === totalOf(orders) && written === made) || undefined;
      },
      { timeoutMs: DEADLINE_MS, intervalMs: 1000 },
    );
  } finally {
    await admin.disconnect();
  }
}

async function countRecords(admin: Admin): Promise<{ made: number; written: number }> {
  const plan = planSink(sink.name, sinkConfig(), [...TOPICS]);
  const committed = await readCommitted(admin, plan);
  const ends = [];
  for (const topic of TOPICS) ends.push(...(await admin.fetchTopicOffsets(topic)));
  return {
    made: ends.reduce((sum, { high }) => sum + Number(high), 0),
    written: [...committed.values()].reduce((sum, offset) => sum + offset, 0),
  };
}

function sourceConfig(orders: number): Record<string, string> {
  return {
    ...source.config,
    'global.throttle.ms': '0',
    'topic.order.records.exactly': String(orders),
    'topic.customer.records.exactly': String(orders / ORDERS_PER_CUSTOMER),
  };
}

/** The schedule stays, since it writes the last objects, which are not full. */
function sinkConfig(): Record<string, string> {
  return { ...sink.config, 'flush.size': String(FLUSH_SIZE), 'rotate.schedule.interval.ms': '20000' };
}

function fileIn(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}
