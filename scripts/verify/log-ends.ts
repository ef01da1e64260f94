import type { Settings } from '../../configs/settings.ts';
import { kafkaClient } from '../clients.ts';
import { type Cluster, createCluster } from '../kafka-cluster.ts';
import { notReachable } from '../records.ts';
import { askKafka } from './ask-kafka.ts';

/** Asks where logs end, what belongs to open transactions included: kafkajs's own clients see committed records only. */
export interface LogEnds {
  /** By partition. */
  read(topic: string): Promise<ReadonlyMap<number, number>>;
  close(): Promise<void>;
}

export async function openLogEnds(settings: Settings): Promise<LogEnds> {
  const cluster = createCluster(await kafkaClient(settings), 'read_uncommitted');
  await cluster.connect().catch((cause: unknown) => {
    throw notReachable(settings, cause);
  });
  return {
    read: (topic) => askKafka(`where \`${topic}\` ends`, () => readEnds(cluster, topic)),
    close: () => cluster.disconnect(),
  };
}

async function readEnds(cluster: Cluster, topic: string): Promise<ReadonlyMap<number, number>> {
  await cluster.addTargetTopic(topic);
  await cluster.refreshMetadataIfNecessary();
  const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId }));
  try {
    const found = await cluster.fetchTopicsOffset([{ topic, fromBeginning: false, partitions }]);
    return new Map(found.flatMap((each) => each.partitions.map((it) => [it.partition, Number(it.offset)] as const)));
  } catch (error) {
    // The leader may be another by now; whoever asks again is to ask that one.
    await cluster.refreshMetadata().catch(() => undefined);
    throw error;
  }
}
