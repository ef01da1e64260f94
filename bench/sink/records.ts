import { readFile } from 'node:fs/promises';
import { CreateSchemaCommand } from '@aws-sdk/client-glue';
import avro from 'avsc';
import { CompressionTypes } from 'kafkajs';
import type { Settings } from '../../configs/settings.ts';
import { encodeRecord } from '../../glue/record.ts';
import { compileAvro } from '../../scripts/records/avro.ts';
import { glueClient, kafkaClient } from '../../scripts/clients.ts';
import { type Place, readConnectorFiles, registriesOf } from '../../scripts/connector-files.ts';
import { WorkflowError } from '../../scripts/lib/errors.ts';

const PARTITIONS = 3;
const DATUM = { quantity: '3', product_id: '105', customer_id: '0-7475-3269-9' };
const KEY = '0f8fad5b-d9cb-469f-a165-70867728950e';

interface Topic {
  readonly topic: string;
  /** How many records it gets; every partition gets a multiple of `block`. */
  readonly records: number;
  /** How many go into one request, all to one partition. */
  readonly block: number;
}

/**
 * Fills a topic of three partitions with one Glue-framed Avro order over and over: what the record says costs a sink
 * nothing, and so the producer is no bottleneck. Resolves with the JSON line that a sink makes of it.
 */
export async function fillTopic(settings: Settings, { topic, records, block }: Topic): Promise<string> {
  const definition = await readFile(new URL('../../configs/schemas/order.avsc', import.meta.url), 'utf8');
  const body = avro.Type.forSchema(JSON.parse(definition)).toBuffer(DATUM);
  const value = encodeRecord(
    await registerSchema(settings, { topic, registry: await registryOf(settings), definition }),
    body,
  );
  const kafka = await kafkaClient(settings);
  const admin = kafka.admin();
  const producer = kafka.producer({ maxInFlightRequests: 1 });
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }] });
    for (let index = 0; index < records / block; index++) {
      const messages = Array.from({ length: block }, () => ({ key: KEY, value, partition: index % PARTITIONS }));
      await producer.send({ topic, messages, compression: CompressionTypes.None });
    }
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
  const codec = compileAvro(definition);
  return codec.toJson(codec.decode(body, 0));
}

/** How many records each partition gets. */
export function partitionSizes(records: number, block: number): number[] {
  const blocks = records / block;
  return Array.from({ length: PARTITIONS }, (_, partition) => Math.ceil((blocks - partition) / PARTITIONS) * block);
}

async function registryOf(settings: Settings): Promise<Place> {
  const [registry] = registriesOf(await readConnectorFiles(settings));
  if (!registry) throw new WorkflowError('The connector file names no registry');
  return registry;
}

interface Schema {
  readonly topic: string;
  readonly registry: Place;
  readonly definition: string;
}

async function registerSchema(settings: Settings, { topic, registry, definition }: Schema): Promise<string> {
  const glue = await glueClient(settings, registry.region);
  try {
    const { SchemaVersionId = '' } = await glue.send(
      new CreateSchemaCommand({
        RegistryId: { RegistryName: registry.name },
        SchemaName: topic,
        DataFormat: 'AVRO',
        Compatibility: 'BACKWARD',
        SchemaDefinition: definition,
      }),
    );
    return SchemaVersionId;
  } finally {
    glue.destroy();
  }
}
