import { openRecordReader } from '../../../scripts/records.ts';
import { readSchemaVersion, type SchemaVersion } from '../../../scripts/schemas.ts';
import { reachCommitted, reachFailed } from './connectors.ts';
import { CLIENTS, ORDERS_BEFORE, orderValue, type RecordDamage, ROWS_BEFORE, sinkOf } from './record-damages.ts';
import { ROW_SCHEMA, rowValue } from './rows.ts';
import { createSchema } from './schemas.ts';
import { keyed, produce, REGISTRY, type Stage } from './stage.ts';

/** The topic of a record damage, before it. */
export interface RecordPlace {
  readonly damage: RecordDamage;
  /** Empty where the generator registers the schema. */
  readonly versionId: string;
}

/** Creates the topic of a damage and writes its healthy rows, unless the generator does. */
export async function prepare(stage: Stage, damage: RecordDamage): Promise<RecordPlace> {
  const topic = damage.name;
  await stage.admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 3 }] });
  if (damage.order) return { damage, versionId: '' };
  const versionId = await createSchema(stage.glue, { schema: topic, definition: ROW_SCHEMA });
  await produce(stage, topic, { messages: keyed(rows(versionId, 0)) });
  return { damage, versionId };
}

/** Waits until the healthy records are in S3, as far as they fill objects. */
export async function reachHealthy({ admin }: Stage, { damage }: RecordPlace): Promise<void> {
  const offset = damage.order ? 14 : 10;
  await reachCommitted(admin, { sink: sinkOf(damage).name, topic: damage.name, offset });
}

/** Writes the damaged record and, behind it, healthy ones; waits until the sink has passed it or stopped at it. */
export async function apply(stage: Stage, { damage, versionId }: RecordPlace): Promise<void> {
  const topic = damage.name;
  const { name: sink } = sinkOf(damage);
  if (damage.order) {
    await produce(stage, topic, { messages: keyed([await orderOf(stage, damage)]) });
    await reachCommitted(stage.admin, { sink, topic, offset: ORDERS_BEFORE + 1 });
    return;
  }
  const value = (await damage.value?.({ glue: stage.glue, topic, versionId })) ?? null;
  const messages = keyed([value, ...rows(versionId, ROWS_BEFORE + 1)], ROWS_BEFORE);
  await produce(stage, topic, { messages });
  if (damage.stops) await reachFailed(stage.settings, sink);
  else await reachCommitted(stage.admin, { sink, topic, offset: 20 });
}

function rows(versionId: string, from: number): Buffer[] {
  return Array.from({ length: ROWS_BEFORE }, (_, index) => rowValue(versionId, { partition: 0, index: from + index }));
}

/** An order that would be right, changed by the damage. */
async function orderOf(stage: Stage, { name, order }: RecordDamage): Promise<Buffer> {
  const right = { id: 'injected', client: await someClient(stage), quantity: '3', product: '105' };
  return orderValue(await latestVersion(stage, name), order?.(right) ?? right);
}

async function someClient({ settings }: Stage): Promise<string> {
  const reader = await openRecordReader(settings, [CLIENTS]);
  try {
    const { records } = await reader.fetch({ topic: CLIENTS, partition: 0, offset: 0 });
    return [...records][0]?.key?.toString() ?? '';
  } finally {
    await reader.close();
  }
}

async function latestVersion({ glue }: Stage, schema: string): Promise<SchemaVersion> {
  const found = await readSchemaVersion(glue, {
    SchemaId: { RegistryName: REGISTRY, SchemaName: schema },
    SchemaVersionNumber: { LatestVersion: true },
  });
  if (!found) throw new Error(`schema ${schema} is not registered`);
  return found;
}
