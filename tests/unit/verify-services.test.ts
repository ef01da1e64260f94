import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createFaultLog } from '../../scripts/verify/fault-log.ts';
import { checkBrokers } from '../../scripts/verify/services.ts';

it('names partitions that lack a replica: first of the topics, then of what Connect and the groups are kept in', async () => {
  const lacking = new Set(['order', 'connect-offsets', 'somebody-elses']);
  const admin = {
    describeCluster: async () => ({ brokers: [], controller: null, clusterId: 'c' }),
    listTopics: async () => ['order', 'customer', 'connect-offsets', '__consumer_offsets', 'somebody-elses'],
    fetchTopicMetadata: async ({ topics }: { topics: string[] } = { topics: [] }) => ({
      topics: topics
        .toSorted()
        .map((name) => ({ name, partitions: [partitionOf(lacking.has(name) ? [1, 2] : [1, 2, 3])] })),
    }),
  };
  const log = createFaultLog();
  await checkBrokers(admin, { brokers: 0, topics: ['order', 'customer'] }, log.add);
  assert.deepEqual(
    log.list().map(({ kind, topic, found }) => `${kind} ${topic}: ${found}`),
    ['partition-under-replicated order: 2 (1, 2)', 'partition-under-replicated connect-offsets: 2 (1, 2)'],
  );
});

function partitionOf(isr: number[]) {
  return { partitionErrorCode: 0, partitionId: 0, leader: 1, replicas: [1, 2, 3], isr };
}
