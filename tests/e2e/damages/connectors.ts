import type { Admin } from 'kafkajs';
import type { Settings } from '../../../configs/settings.ts';
import { putConnectorConfig, readConnectorStatus } from '../../../scripts/connect-api.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { BUCKET, REGION, REGISTRY } from './stage.ts';

const GLUE_CONVERTER = {
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'com.amazonaws.services.schemaregistry.kafkaconnect.AWSKafkaAvroConverter',
  'value.converter.region': REGION,
  'value.converter.avroRecordType': 'GENERIC_RECORD',
  'value.converter.registry.name': REGISTRY,
};

/** A connector as its file holds it. */
export interface Connector {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** A sink of topics, with a folder of its own. No schedule: what an object holds depends on records only. */
export function sink(
  name: string,
  topics: readonly string[],
  changes: Readonly<Record<string, string>> = {},
): Connector {
  return {
    name,
    config: {
      ...GLUE_CONVERTER,
      'connector.class': 'S3SinkConnector',
      'tasks.max': '1',
      topics: topics.join(','),
      's3.bucket.name': BUCKET,
      's3.region': REGION,
      'topics.dir': `damages/${name}`,
      'storage.class': 'io.confluent.connect.s3.storage.S3Storage',
      'format.class': 'io.confluent.connect.s3.format.json.JsonFormat',
      'flush.size': '10',
      ...changes,
    },
  };
}

/** A generator whose records come again with every run. */
export function generator(name: string, directives: Readonly<Record<string, string>>): Connector {
  const config = {
    ...GLUE_CONVERTER,
    'connector.class': 'GeneratorSourceConnector',
    'tasks.max': '1',
    'value.converter.schemaAutoRegistrationEnabled': 'true',
    'global.seed': '20261124',
    ...directives,
  };
  return { name, config };
}

/** Creates connectors, or gives them other configurations. */
export async function deploy({ connectUrl }: Settings, connectors: readonly Connector[]): Promise<void> {
  for (const { name, config } of connectors) {
    const put = async () => {
      await putConnectorConfig(connectUrl, name, { ...config });
      return true;
    };
    await waitFor(`${name} to be accepted`, put, { timeoutMs: 60_000 });
  }
}

/** Stops a connector: its tasks go, and its group has no members any more. */
export async function stop(settings: Settings, name: string): Promise<void> {
  await fetch(`${settings.connectUrl}/connectors/${name}/stop`, { method: 'PUT' });
  await reach(settings, name, 'STOPPED');
}

/** Waits until a connector and all its tasks are in a state. */
export async function reach({ connectUrl }: Settings, name: string, state: string): Promise<void> {
  await waitFor(
    `${name} to be ${state}`,
    async () => {
      const status = await readConnectorStatus(connectUrl, name);
      const tasks = status?.tasks.map((task) => task.state) ?? [];
      const isThere = tasks.length > 0 || state === 'STOPPED';
      return (status?.connector.state === state && isThere && tasks.every((each) => each === state)) || undefined;
    },
    { timeoutMs: 90_000 },
  );
}

/** Waits until a task of a connector has failed. */
export async function reachFailed({ connectUrl }: Settings, name: string): Promise<void> {
  const isFailed = async () => {
    const status = await readConnectorStatus(connectUrl, name);
    return status?.tasks.some(({ state }) => state === 'FAILED') || undefined;
  };
  await waitFor(`a task of ${name} to fail`, isFailed, { timeoutMs: 90_000 });
}

/** Waits until a sink has committed at least this offset of every partition of a topic: all before is in S3. */
export async function reachCommitted(
  admin: Admin,
  { sink: name, topic, offset }: { readonly sink: string; readonly topic: string; readonly offset: number },
): Promise<void> {
  const isReached = async () => {
    const [found] = await admin.fetchOffsets({ groupId: `connect-${name}`, topics: [topic] });
    return found?.partitions.every((partition) => Number(partition.offset) >= offset) || undefined;
  };
  await waitFor(`${name} to commit ${offset} of ${topic}`, isReached, { timeoutMs: 120_000, intervalMs: 200 });
}
