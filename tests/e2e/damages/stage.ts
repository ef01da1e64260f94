import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Admin, Kafka, Message, Producer } from 'kafkajs';
import type { Settings } from '../../../configs/settings.ts';
import { startAws } from '../../../scripts/aws.ts';
import { buildJvm } from '../../../scripts/build.ts';
import { glueClient, kafkaClient, s3Client } from '../../../scripts/clients.ts';
import { startConnect } from '../../../scripts/connect.ts';
import { startKafka } from '../../../scripts/kafka.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { openWorkshop, type Workshop } from '../workshop.ts';
import type { Connector } from './connectors.ts';
import { ROW_SCHEMA } from './rows.ts';

export const BUCKET = 'damaged-bucket';
export const REGION = 'ap-southeast-2';
export const REGISTRY = 'damages';
/** The topic of which a rules file says which schema it must have. */
export const RULED_TOPIC = 'ruled';
/** Where it says so, in the folder of the rules. */
export const EXPECTED_SCHEMA = 'expected.avsc';

/** A stack without connectors, with clients of all of it; everything is gone after it. */
export interface Stage extends AsyncDisposable {
  readonly workshop: Workshop;
  readonly settings: Settings;
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly producer: Producer;
  readonly s3: S3Client;
  readonly glue: GlueClient;
  readonly rulesFolder: string;
}

/** Brings up a stack whose settings name these connectors; none of them is created yet. */
export async function openStage(connectors: readonly Connector[]): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'damages-'));
  const paths = await Promise.all(
    connectors.map(async (connector) => {
      const path = join(folder, `${connector.name}.json`);
      await writeFile(path, JSON.stringify(connector));
      return path;
    }),
  );
  const RULES_FILE = join(folder, 'rules.json');
  await writeFile(RULES_FILE, JSON.stringify({ schemas: [{ topic: RULED_TOPIC, file: EXPECTED_SCHEMA }] }));
  await writeFile(join(folder, EXPECTED_SCHEMA), ROW_SCHEMA);
  const workshop = await openWorkshop({ CONNECTOR_FILES: paths.join(','), RULES_FILE, CONNECT_HEAP: '768m' });
  const { settings } = workshop;
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const each of closing.toReversed()) await each();
    await workshop[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  try {
    await buildJvm(settings);
    await Promise.all([startAws(settings), startKafka(settings), startConnect(settings)]);
    const kafka = await kafkaClient(settings);
    const [admin, producer] = [patient(kafka.admin()), kafka.producer()];
    const [s3, glue] = [await s3Client(settings, REGION), await glueClient(settings, REGION)];
    closing.push(
      () => s3.destroy(),
      () => glue.destroy(),
    );
    await admin.connect();
    closing.push(() => admin.disconnect());
    await producer.connect();
    closing.push(() => producer.disconnect());
    const clients = { kafka, admin, producer, s3, glue };
    return { workshop, settings, ...clients, rulesFolder: folder, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** kafkajs gives up on a new topic when the broker that it asks has not heard of it yet. */
function patient(admin: Admin): Admin {
  const createTopics: Admin['createTopics'] = async ({ topics }) => {
    const isCreated = await admin.createTopics({ topics, waitForLeaders: false });
    const hasLeaders = async () => {
      const metadata = await admin.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) });
      const partitions = metadata.topics.flatMap((each) => each.partitions);
      return (partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) || undefined;
    };
    await waitFor(`leaders of ${topics.map(({ topic }) => topic).join(', ')}`, hasLeaders, { timeoutMs: 60_000 });
    return isCreated;
  };
  return { ...admin, createTopics };
}

/** Writes messages to one partition of a topic, in order. */
export async function produce(
  { producer }: Pick<Stage, 'producer'>,
  topic: string,
  {
    partition = 0,
    messages,
  }: { readonly partition?: number; readonly messages: readonly Omit<Message, 'partition'>[] },
): Promise<void> {
  await producer.send({ topic, messages: messages.map((message) => ({ ...message, partition })) });
}

/** Removes the records of partition 0 below an offset, as retention would. */
export async function trim({ admin }: Pick<Stage, 'admin'>, topic: string, offset: number): Promise<void> {
  // kafkajs looks for the leader before it has asked where the topic is.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] });
}

/** Values as messages, each with a key of its own. */
export function keyed(values: readonly (Buffer | null)[], from = 0): Omit<Message, 'partition'>[] {
  return values.map((value, index) => ({ key: `key-${from + index}`, value }));
}
