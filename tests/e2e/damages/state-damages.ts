import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteSchemaCommand, DeleteSchemaVersionsCommand, UpdateSchemaCommand } from '@aws-sdk/client-glue';
import type { GlueClient } from '@aws-sdk/client-glue';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { deleteConnector, pauseConnector, resumeConnector } from '../../../scripts/connect-api.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { compileAvro } from '../../../scripts/records/avro.ts';
import { readSchemaVersion } from '../../../scripts/schemas.ts';
import { runPaths } from '../../../scripts/runtime/run-folder.ts';
import { type Connector, deploy, reach, reachCommitted, reachFailed, sink, stop } from './connectors.ts';
import type { Damage } from './damage.ts';
import { listKeys } from './objects.ts';
import { EVOLVED_SCHEMA, evolvedValue, REFUSED_SCHEMA, ROW_SCHEMA, rowBody, rowValue } from './rows.ts';
import { addVersion, createSchema } from './schemas.ts';
import { BUCKET, EXPECTED_SCHEMA, keyed, produce, REGISTRY, RULED_TOPIC, type Stage, trim } from './stage.ts';

/** Rows of the topic of each damage, all in S3. */
export const ROWS = 20;
const OBJECTS_ARE_OLD_MS = 600_000;

/** One damage's own topic and sink on a stage. */
export interface Place extends Stage {
  /** Of the topic and of its schema. */
  readonly topic: string;
  readonly versionId: string;
  /** The same, unless the schema evolves. */
  readonly latestId: string;
  readonly connector: Connector;
}

/** Something that is done to a service, to a topic as a whole, or to the committed offsets of a sink. */
export interface StateDamage extends Damage {
  /** Whether CI does it too; the soak does all. */
  readonly sample: boolean;
  /** Of the topic and of its schema. */
  readonly name: string;
  readonly apply: (place: Place) => Promise<void>;
  /** The second half of its rows is written with version 2 of the schema. */
  readonly evolves?: boolean;
  /** `undefined`: nobody can. */
  readonly undo?: (place: Place) => Promise<void>;
}

const resume = async ({ settings, connector: { name } }: Place) => {
  await resumeConnector(settings.connectUrl, name);
  await reach(settings, name, 'RUNNING');
};

const redeploy = async ({ settings, connector }: Place) => {
  await deploy(settings, [connector]);
  await reach(settings, connector.name, 'RUNNING');
};

async function commit({ admin, connector, topic }: Place, offset: number): Promise<void> {
  const partitions = [{ partition: 0, offset: String(offset) }];
  await ofEmptyGroup(connector, (groupId) => admin.setOffsets({ groupId, topic, partitions }));
}

/** A sink is STOPPED before its last consumer has left the group, and Kafka changes the offsets of empty groups only. */
async function ofEmptyGroup({ name }: Connector, change: (group: string) => Promise<unknown>): Promise<void> {
  const isChanged = () => change(`connect-${name}`).then(() => true);
  await waitFor(`the offsets of ${name} to be changed`, isChanged, { timeoutMs: 60_000 });
}

async function produceRows(place: Place, count: number): Promise<void> {
  const values = Array.from({ length: count }, (_, index) =>
    rowValue(place.versionId, { partition: 0, index: ROWS + index }),
  );
  await produce(place, place.topic, { messages: keyed(values, ROWS) });
}

/** Makes the objects look as if they had been written long ago. */
async function age({ settings, s3, connector }: Place): Promise<void> {
  const before = new Date(Date.now() - OBJECTS_ARE_OLD_MS);
  for (const key of await listKeys(s3, connector.config['topics.dir'] ?? '')) {
    await utimes(join(runPaths(settings).dataDir('s3'), BUCKET, key), before, before);
  }
}

const STOPPED = { kind: 'connector-not-running', says: /STOPPED/ } as const;

/** Every state damage; those of services only end with 5, because the data so far is right. */
export const STATE_DAMAGES: readonly StateDamage[] = [
  {
    name: 'paused',
    title: 'the sink is paused',
    sample: true,
    apply: async ({ settings, connector: { name } }) => {
      await pauseConnector(settings.connectUrl, name);
      await reach(settings, name, 'PAUSED');
    },
    undo: resume,
    faults: [
      { kind: 'connector-not-running', says: /PAUSED/ },
      { kind: 'task-not-running', says: /PAUSED/ },
    ],
    exitCode: 5,
  },
  {
    name: 'stopped',
    title: 'the sink is stopped',
    sample: false,
    apply: ({ settings, connector: { name } }) => stop(settings, name),
    undo: resume,
    faults: [STOPPED],
    exitCode: 5,
  },
  {
    name: 'deleted',
    title: 'the sink is deleted',
    sample: true,
    apply: async ({ settings, connector: { name } }) => {
      await deleteConnector(settings.connectUrl, name);
    },
    undo: redeploy,
    faults: [{ kind: 'connector-missing' }],
    exitCode: 5,
  },
  {
    name: 'failed',
    title: 'a task of the sink fails at a key that it cannot convert',
    sample: true,
    apply: async (place) => {
      const { settings, connector } = place;
      const config = { ...connector.config, 'key.converter': 'org.apache.kafka.connect.json.JsonConverter' };
      await deploy(settings, [{ ...connector, config }]);
      await produceRows(place, 1);
      await reachFailed(settings, connector.name);
    },
    undo: redeploy,
    faults: [{ kind: 'task-not-running', says: /FAILED/ }],
    exitCode: 5,
  },
  {
    name: 'committed-ahead',
    title: 'the committed offset is moved ahead of what is in S3',
    sample: true,
    apply: async (place) => {
      await stop(place.settings, place.connector.name);
      await produceRows(place, 5);
      await commit(place, ROWS + 5);
    },
    undo: async (place) => {
      await commit(place, ROWS);
      await resume(place);
    },
    faults: [STOPPED, { kind: 'committed-ahead', offset: ROWS, count: 5 }],
    exitCode: 1,
  },
  {
    name: 'committed-beyond',
    title: 'the committed offset lies behind the end of the log',
    sample: false,
    apply: async (place) => {
      await stop(place.settings, place.connector.name);
      await commit(place, 500);
    },
    undo: async (place) => {
      await commit(place, ROWS);
      await resume(place);
    },
    faults: [STOPPED, { kind: 'committed-beyond-end', offset: ROWS }],
    exitCode: 1,
  },
  {
    name: 'committed-missing',
    title: 'the committed offsets are deleted, with objects that are minutes old',
    sample: true,
    apply: async (place) => {
      await stop(place.settings, place.connector.name);
      await ofEmptyGroup(place.connector, (group) => place.admin.deleteGroups([group]));
      await age(place);
    },
    undo: async (place) => {
      await resume(place);
      await reachCommitted(place.admin, { sink: place.connector.name, topic: place.topic, offset: ROWS });
    },
    faults: [STOPPED, { kind: 'committed-missing' }],
    exitCode: 1,
  },
  {
    name: 'retention',
    title: 'retention removes records that the sink has not read',
    sample: true,
    apply: async (place) => {
      await stop(place.settings, place.connector.name);
      await produceRows(place, 10);
      await trim(place, place.topic, ROWS + 5);
    },
    faults: [STOPPED, { kind: 'committed-below-low', offset: ROWS }],
    exitCode: 1,
  },
  {
    name: 'recreated',
    title: 'the topic is deleted and made anew, with fewer records than there are in S3',
    sample: true,
    apply: async (place) => {
      const { admin, topic, settings, connector, versionId } = place;
      await stop(settings, connector.name);
      await admin.deleteTopics({ topics: [topic] });
      const isGone = async () => ((await admin.listTopics()).includes(topic) ? undefined : true);
      await waitFor(`${topic} to be gone`, isGone, { timeoutMs: 30_000 });
      await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 3 }] });
      const values = [0, 1, 2, 3, 4].map((index) => rowValue(versionId, { partition: 1, index }));
      await produce(place, topic, { messages: keyed(values) });
      // Kafka forgot what was committed together with the topic, which is a fault too once the objects are old.
      await commit(place, 5);
    },
    faults: [
      STOPPED,
      { kind: 'object-stale', offset: 10 },
      { kind: 'line-differs', offset: 0, line: 1, lines: 5 },
      { kind: 'lines-beyond-end', offset: 5, line: 6, count: 5 },
    ],
    exitCode: 1,
  },
  {
    name: 'schema-deleted',
    title: 'the schema of a topic is deleted',
    sample: true,
    apply: async ({ glue, topic, versionId }) => {
      await glue.send(new DeleteSchemaCommand({ SchemaId: { RegistryName: REGISTRY, SchemaName: topic } }));
      await waitUntilGone(glue, versionId);
    },
    faults: [{ kind: 'schema-version-missing', offset: 0, count: ROWS }],
    exitCode: 1,
  },
  {
    name: 'version-deleted',
    title: 'version 2 of an evolved schema is deleted',
    sample: true,
    evolves: true,
    apply: async ({ glue, topic, latestId }) => {
      const SchemaId = { RegistryName: REGISTRY, SchemaName: topic };
      await glue.send(new DeleteSchemaVersionsCommand({ SchemaId, Versions: '2' }));
      await waitUntilGone(glue, latestId);
    },
    faults: [{ kind: 'schema-version-missing', offset: ROWS / 2, count: ROWS / 2 }],
    exitCode: 1,
  },
  {
    name: 'incompatible',
    title: 'a version is registered while the compatibility mode is NONE, and the mode is set back',
    sample: true,
    apply: async ({ glue, topic }) => {
      const SchemaId = { RegistryName: REGISTRY, SchemaName: topic };
      // A mode compares from this version on.
      const SchemaVersionNumber = { VersionNumber: 1 };
      const setMode = (Compatibility: 'NONE' | 'BACKWARD') =>
        glue.send(new UpdateSchemaCommand({ SchemaId, SchemaVersionNumber, Compatibility }));
      await setMode('NONE');
      await addVersion(glue, { schema: topic, definition: REFUSED_SCHEMA });
      await setMode('BACKWARD');
    },
    faults: [{ kind: 'schema-incompatible', says: /version 2 of schema `incompatible`/ }],
    exitCode: 1,
  },
  {
    name: RULED_TOPIC,
    title: 'the schema that the rules expect is another than that of the records',
    sample: true,
    apply: ({ rulesFolder }) => writeFile(join(rulesFolder, EXPECTED_SCHEMA), REFUSED_SCHEMA),
    undo: ({ rulesFolder }) => writeFile(join(rulesFolder, EXPECTED_SCHEMA), ROW_SCHEMA),
    faults: [{ kind: 'schema-unexpected', offset: 0 }],
    exitCode: 1,
  },
];

/** The sink of a damage's topic. */
export function sinkOf({ name }: StateDamage): Connector {
  return sink(`${name}-sink`, [name]);
}

/** Creates the topic of a damage with its schema and writes its rows. */
export async function writeRows(stage: Stage, damage: StateDamage): Promise<Place> {
  const topic = damage.name;
  await stage.admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 3 }] });
  const versionId = await createSchema(stage.glue, { schema: topic, definition: ROW_SCHEMA });
  const latestId = damage.evolves
    ? await addVersion(stage.glue, { schema: topic, definition: EVOLVED_SCHEMA })
    : versionId;
  const values = Array.from({ length: ROWS }, (_, index) =>
    index >= ROWS / 2 && damage.evolves
      ? evolvedValue(latestId, { partition: 0, index })
      : rowValue(versionId, { partition: 0, index }),
  );
  await produce(stage, topic, { messages: keyed(values) });
  return { ...stage, topic, versionId, latestId, connector: sinkOf(damage) };
}

async function waitUntilGone(glue: GlueClient, id: string): Promise<void> {
  const isGone = async () => ((await readSchemaVersion(glue, { SchemaVersionId: id })) ? undefined : true);
  await waitFor(`schema version ${id} to be gone`, isGone, { timeoutMs: 30_000 });
}

/** What only a pipeline that stands still can be told, and only once a commit is long overdue. */
export const UNCOMMITTED: StateDamage = {
  name: 'uncommitted',
  title: 'records are in S3 that the sink does not commit, for somebody else wrote their object (with `--settle`)',
  sample: false,
  apply: async (place) => {
    await produceRows(place, 5);
    const key = `${place.connector.config['topics.dir']}/${place.topic}/partition=0/${place.topic}+0+0000000020.json`;
    const codec = compileAvro(ROW_SCHEMA);
    const lines = [0, 1, 2, 3, 4].map((index) => codec.toJson(codec.decode(rowBody(0, ROWS + index), 0)));
    await place.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: `${lines.join('\n')}\n` }));
  },
  faults: [{ kind: 'lag-unexplained', offset: ROWS, count: 5 }],
  exitCode: 5,
};

/** One broker of three is killed; it concerns every partition it had a replica of. */
export const BROKER_LOST: Damage = {
  title: 'one broker of three is killed',
  faults: [{ kind: 'broker-missing' }, { kind: 'partition-under-replicated' }],
  exitCode: 5,
};
