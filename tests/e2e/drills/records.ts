import { kafkaClient } from '../../../scripts/clients.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import type { Workshop } from '../workshop.ts';

interface Wanted {
  /** What a wait that fails says that it waited for. */
  readonly what: string;
  /** They may be made only later. */
  readonly topics: readonly string[];
  /** So many in all. */
  readonly atLeast: number;
}

/** Waits until so many more records are in the topics: the only clock that a slow machine does not upset. */
export async function produce(workshop: Workshop, count: number, topics = ['customer', 'order']): Promise<void> {
  const before = await reachTotal(workshop, { what: `topics ${topics.join(', ')}`, topics, atLeast: 0 });
  await reachTotal(workshop, { what: `${count} more records`, topics, atLeast: before + count });
}

/** Waits until a topic holds so many records, or more. */
export async function waitForRecords(workshop: Workshop, topic: string, count: number): Promise<void> {
  await reachTotal(workshop, { what: `${count} records in ${topic}`, topics: [topic], atLeast: count });
}

async function reachTotal({ settings }: Workshop, { what, topics, atLeast }: Wanted): Promise<number> {
  const admin = (await kafkaClient(settings)).admin();
  const total = async () => {
    let sum = 0;
    for (const topic of topics) {
      for (const { low, high } of await admin.fetchTopicOffsets(topic)) sum += Number(high) - Number(low);
    }
    return sum >= atLeast ? sum : undefined;
  };
  await admin.connect();
  try {
    return await waitFor(what, total, { timeoutMs: 60_000 });
  } finally {
    await admin.disconnect();
  }
}
