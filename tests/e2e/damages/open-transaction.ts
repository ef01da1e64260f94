import { reachCommitted, sink } from './connectors.ts';
import { ROW_SCHEMA, rowValue } from './rows.ts';
import { createSchema } from './schemas.ts';
import { keyed, produce, type Stage } from './stage.ts';

const TOPIC = 'open';
const COMMITTED = 15;
const ROWS = 30;
/** Kafka aborts it by itself after that, 60 s by default: too soon for a busy machine. */
const OPEN_AT_MOST_MS = 600_000;

/** Reads what is not committed, as every sink does that is not told otherwise. */
export const OPEN_SINK = sink('open-sink', [TOPIC]);

/** Writes the rows that are not in doubt; they do not fill their last object. Resolves with the id of their schema. */
export async function writeCommitted(stage: Stage): Promise<string> {
  await stage.admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1, replicationFactor: 3 }] });
  const versionId = await createSchema(stage.glue, { schema: TOPIC, definition: ROW_SCHEMA });
  await produce(stage, TOPIC, { messages: rows(versionId, 0, COMMITTED) });
  return versionId;
}

/** Runs `body` while rows of an open transaction are in S3 and committed by the sink; aborts it then. */
export async function withOpenTransaction(stage: Stage, versionId: string, body: () => Promise<void>): Promise<void> {
  const options = { transactionalId: TOPIC, idempotent: true, maxInFlightRequests: 1 };
  const producer = stage.kafka.producer({ ...options, transactionTimeout: OPEN_AT_MOST_MS });
  await producer.connect();
  try {
    const transaction = await producer.transaction();
    try {
      const messages = rows(versionId, COMMITTED, ROWS).map((message) => ({ ...message, partition: 0 }));
      await transaction.send({ topic: TOPIC, messages });
      await reachCommitted(stage.admin, { sink: OPEN_SINK.name, topic: TOPIC, offset: ROWS });
      await body();
    } finally {
      await transaction.abort();
    }
  } finally {
    await producer.disconnect();
  }
}

function rows(versionId: string, from: number, to: number) {
  const values = Array.from({ length: to - from }, (_, index) =>
    rowValue(versionId, { partition: 0, index: from + index }),
  );
  return keyed(values, from);
}
