import type { Kafka } from 'kafkajs';
import type { Settings } from '../configs/settings.ts';
import { kafkaClient } from './clients.ts';
import type { FetchResponse } from './records/fetch-response.ts';

const READ_COMMITTED = 1;

/** What kafkajs has below its public API: connections to single brokers. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  refreshMetadata(): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(node: { readonly nodeId: string }): Promise<Broker>;
  readonly brokerPool: {
    readonly seedBroker: { metadata(topics: readonly string[]): Promise<Metadata> };
  };
}

interface Broker {
  connect(): Promise<void>;
  readonly connectionPool: { send(protocolRequest: object): Promise<FetchResponse> };
}

interface Metadata {
  readonly brokers: readonly { readonly nodeId: number }[];
  readonly topicMetadata: readonly {
    readonly topic: string;
    readonly partitionMetadata: readonly {
      readonly partitionId: number;
      readonly replicas: readonly number[];
      readonly isr: readonly number[];
    }[];
  }[];
}

/** kafkajs reads only through consumer groups and asks any broker; its cluster object does more. Safe while its version is pinned. */
export function createCluster(kafka: Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((it) => it.description === 'private:Kafka:createCluster');
  const create: unknown = symbol && Reflect.get(kafka, symbol);
  if (typeof create !== 'function') throw new TypeError('kafkajs is not the version that package.json pins');
  return create({ allowAutoTopicCreation: false, isolationLevel: READ_COMMITTED });
}

/** What one broker knows of the cluster: how many brokers are alive, and which partitions lack a replica in sync. */
export interface BrokerView {
  readonly brokers: number;
  /** As `topic-partition`. */
  readonly behind: readonly string[];
}

/** Asks the broker at `address`, and no other. Throws when it does not answer. */
export async function readBrokerView(settings: Settings, address: string): Promise<BrokerView> {
  const cluster = createCluster(await kafkaClient({ ...settings, bootstrap: [address] }));
  try {
    await cluster.connect();
    const { brokers, topicMetadata } = await cluster.brokerPool.seedBroker.metadata([]);
    const behind = topicMetadata.flatMap(({ topic, partitionMetadata }) =>
      partitionMetadata
        .filter(({ isr, replicas }) => isr.length < replicas.length)
        .map(({ partitionId }) => `${topic}-${partitionId}`),
    );
    return { brokers: brokers.length, behind };
  } finally {
    await cluster.disconnect();
  }
}
