import type { Kafka } from 'kafkajs';
import type { Settings } from '../configs/settings.ts';
import { kafkaClient } from './clients.ts';
import type { FetchResponse } from './records/fetch-response.ts';

/** Whether what belongs to open transactions is seen. */
export type Isolation = 'read_committed' | 'read_uncommitted';

/** As the protocol numbers them. */
export const ISOLATION_LEVELS: Readonly<Record<Isolation, number>> = { read_uncommitted: 0, read_committed: 1 };

/** What kafkajs has below its public API: connections to single brokers. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  findTopicPartitionMetadata(topic: string): { readonly partitionId: number }[];
  fetchTopicsOffset(topics: readonly TopicEnds[]): Promise<FoundEnds[]>;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(node: { readonly nodeId: string }): Promise<Broker>;
  readonly brokerPool: {
    readonly seedBroker: { metadata(topics: readonly string[]): Promise<Metadata> };
  };
}

interface TopicEnds {
  readonly topic: string;
  readonly fromBeginning: false;
  readonly partitions: readonly { readonly partition: number }[];
}

interface FoundEnds {
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
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
export function createCluster(kafka: Kafka, isolation: Isolation = 'read_committed'): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((it) => it.description === 'private:Kafka:createCluster');
  const create: unknown = symbol && Reflect.get(kafka, symbol);
  if (typeof create !== 'function') throw new TypeError('kafkajs is not the version that package.json pins');
  return create({ allowAutoTopicCreation: false, isolationLevel: ISOLATION_LEVELS[isolation] });
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
