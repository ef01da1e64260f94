import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Settings } from '../../configs/settings.ts';
import { startKafka } from '../../scripts/kafka.ts';
import { readDaemon } from '../../scripts/lib/daemon.ts';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { runPaths } from '../../scripts/runtime/run-folder.ts';
import { verifyPipeline } from '../../scripts/verify.ts';
import type { Fault } from '../../scripts/verify/faults.ts';
import { judge, type VerifyReport } from '../../scripts/verify/report.ts';
import { openProxy } from './cloud-account.ts';
import { deploy, reach, reachCommitted, sink } from './damages/connectors.ts';
import { compare, type Damage } from './damages/damage.ts';
import { FLUSH_SIZE, HARMLESS, OBJECT_DAMAGES, type ObjectEdit, ROWS } from './damages/object-damages.ts';
import { openObjects } from './damages/objects.ts';
import { OPEN_SINK, withOpenTransaction, writeCommitted } from './damages/open-transaction.ts';
import { openSilence, type Outage, OUTAGES } from './damages/outages.ts';
import * as records from './damages/record-damages.ts';
import { apply, prepare, reachHealthy } from './damages/record-places.ts';
import { ROW_SCHEMA, rowValue } from './damages/rows.ts';
import { createSchema } from './damages/schemas.ts';
import { keyed, openStage, produce, type Stage } from './damages/stage.ts';
import * as states from './damages/state-damages.ts';
import { BROKER_LOST, UNCOMMITTED } from './damages/state-damages.ts';
import * as variants from './damages/variants.ts';
import { reachWritten, sinkNameOf, sinksOf, type Variant, writeVariant } from './damages/variants.ts';

const SOAK = process.env['SOAK'] !== undefined;
const RECORD_DAMAGES = records.RECORD_DAMAGES.filter(({ sample }) => SOAK || sample);
const STATE_DAMAGES = states.STATE_DAMAGES.filter(({ sample }) => SOAK || sample);
const VARIANTS = variants.VARIANTS.filter(({ soak }) => SOAK || !soak);
const OBJECT_EDITS: readonly ObjectEdit[] = [...OBJECT_DAMAGES, ...HARMLESS];

const ROWS_SINK = sink('rows-sink', ['rows'], { 'flush.size': String(FLUSH_SIZE) });
/** Of a topic that others refer to. */
const CLIENTS_SINK = sink('clients-sink', [records.CLIENTS], { 'flush.size': '3' });
const SOURCE = records.sourceOf(RECORD_DAMAGES);
const SINKS = [
  ROWS_SINK,
  OPEN_SINK,
  CLIENTS_SINK,
  ...sinksOf(VARIANTS),
  ...RECORD_DAMAGES.map(records.sinkOf),
  ...STATE_DAMAGES.map(states.sinkOf),
  ...(SOAK ? [states.sinkOf(UNCOMMITTED)] : []),
];

test('verify names every damage with kind, place and exit code, and finds nothing wrong with what is healthy', async (t) => {
  await using stage = await openStage([SOURCE, ...SINKS]);
  const { settings, s3 } = stage;
  const verify = () => verifyPipeline(settings, { timeoutMs: 0 });
  const { recordPlaces, statePlaces, uncommittedPlaces, openVersionId } = await writeEverything(stage);

  await t.test('nothing is wrong with healthy topics of every kind', async () => {
    const report = await verifyPipeline(settings, { settle: true });
    assert.equal(report.verdict, 'proved', show(report));
    for (const { name, lines } of VARIANTS) assert.equal(linesOf(report, name), lines, name);
  });

  await t.test(
    'a transaction that is open, into which the sink has read: nothing is wrong, and not all is provable',
    async () => {
      await withOpenTransaction(stage, openVersionId, async () => {
        const passing = await verify();
        assert.equal(passing.verdict, 'proved', show(passing));
        assert.match(passing.notes.join(), /the last 15 offsets of open-0, which an open transaction holds back/);
        const settled = await verifyPipeline(settings, { settle: true, timeoutMs: 2000 });
        assert.equal(settled.verdict, 'not provable', show(settled));
      });
      assert.equal((await verify()).verdict, 'proved', 'aborted, it may be in S3 or not');
    },
  );

  await t.test('an object of a topic that others refer to is deleted: what refers to it does not dangle', async () => {
    const objects = await openObjects(s3, `damages/${CLIENTS_SINK.name}/${records.CLIENTS}/`);
    await objects.remove(objects.key(0));
    const { faults } = await verify();
    await objects.restore();
    assert.deepEqual(
      faults.map(({ kind, topic, offset }) => ({ kind, topic, offset })),
      [{ kind: 'records-missing', topic: records.CLIENTS, offset: 0 }],
    );
  });

  const edits = await Promise.all(
    OBJECT_EDITS.map(async (edit, partition) => ({
      edit,
      objects: await openObjects(s3, `damages/rows-sink/rows/partition=${partition}/`),
    })),
  );

  await t.test('damages of objects, all at once', async (group) => {
    for (const { edit, objects } of edits) await edit.apply(objects);
    const report = await verify();
    for (const { objects } of edits) await objects.restore();
    await expectAnswers(
      group,
      OBJECT_DAMAGES,
      groupBy(report.faults, OBJECT_DAMAGES, (fault, _, index) => partitionOf(fault) === index),
    );
    assert.ok(report.notes.some((note) => /left of an interrupted upload/.test(note)));
    assert.equal(report.exitCode, 1);
    await expectProved(group, await verify());
  });

  if (SOAK) {
    await t.test('damages of objects, one at a time', async (group) => {
      for (const [partition, { edit, objects }] of edits.slice(0, OBJECT_DAMAGES.length).entries()) {
        await edit.apply(objects);
        const { exitCode, faults } = await verify();
        await objects.restore();
        const damage = OBJECT_DAMAGES[partition];
        assert.ok(damage);
        assert.equal(exitCode, damage.exitCode);
        await expectAnswers(group, [damage], [faults]);
      }
    });

    await t.test('damages of the state that can be undone, one at a time', async (group) => {
      for (const { damage, place } of statePlaces.filter(({ damage: { undo } }) => undo)) {
        await damage.apply(place);
        const { exitCode, faults } = await verify();
        assert.equal(exitCode, damage.exitCode);
        await expectAnswers(group, [damage], [faults]);
        await damage.undo?.(place);
        assert.deepEqual((await verify()).faults, []);
      }
    });
  }

  await t.test('services that do not do what they should', async (group) => {
    for (const outage of OUTAGES.filter(({ sample }) => SOAK || sample)) {
      await group.test(outage.title, async () => expectOutage(settings, outage));
    }
  });

  await t.test('a broker that is killed while verify reads', { skip: !SOAK }, async () => {
    const report = await verifyAndKill(settings, 'kafka-2');
    for (const { kind } of BROKER_LOST.faults)
      assert.ok(
        report.faults.some((fault) => fault.kind === kind),
        kind,
      );
    // The worker may be looking for its group's new coordinator, but nothing is said against the data.
    assert.equal(report.exitCode, BROKER_LOST.exitCode, show(report));
    for (const { name, lines } of VARIANTS) assert.equal(linesOf(report, name), lines, name);
    await startKafka(settings);
    await waitFor('every replica to be in sync', async () => (await verify()).verdict === 'proved' || undefined, {
      timeoutMs: 120_000,
      intervalMs: 1000,
    });
  });

  await t.test('a commit that does not come', { skip: !SOAK }, async (group) => {
    for (const place of uncommittedPlaces) await UNCOMMITTED.apply(place);
    const { exitCode, faults } = await verifyPipeline(settings, { settle: true, timeoutMs: 90_000 });
    assert.equal(exitCode, UNCOMMITTED.exitCode);
    await expectAnswers(group, [UNCOMMITTED], [faults]);
  });

  await t.test('damages of records', async (group) => {
    for (const place of recordPlaces) await apply(stage, place);
    const report = await verify();
    assert.equal(report.exitCode, 1);
    await expectAnswers(group, RECORD_DAMAGES, groupBy(report.faults, RECORD_DAMAGES, isOf));
  });

  await t.test('damages of the state', async (group) => {
    const before = (await verify()).faults.length;
    for (const { damage, place } of statePlaces) await damage.apply(place);
    const report = await verify();
    const answers = groupBy(report.faults, STATE_DAMAGES, isOf);
    await expectAnswers(group, STATE_DAMAGES, answers);
    assert.equal(report.faults.length, before + answers.flat().length, show(report));
    for (const { damage, place } of statePlaces) await damage.undo?.(place);
    const left = groupBy((await verify()).faults, STATE_DAMAGES, isOf);
    for (const [index, { name, undo }] of STATE_DAMAGES.entries()) if (undo) assert.deepEqual(left[index], [], name);
  });
});

/** Has verify ask services that are not well, and fails unless it says so. */
async function expectOutage(settings: Settings, { settings: change, s3, exitCode, says }: Outage): Promise<void> {
  const proxy = await openProxy(settings.s3Port, s3?.() ?? (() => undefined));
  const silent = await openSilence();
  try {
    const changed = change?.(settings, silent.address) ?? { ...settings, s3Endpoint: proxy.url };
    const answer = await verifyPipeline(changed, { timeoutMs: 0 }).then(
      ({ exitCode: code, verdict, faults }) => ({ code, said: [verdict, ...faults.map(({ kind }) => kind)].join(' ') }),
      (error: unknown) => {
        if (!(error instanceof WorkflowError)) throw error;
        return { code: error.exitCode, said: error.message };
      },
    );
    assert.match(answer.said, says);
    assert.equal(answer.code, exitCode);
  } finally {
    silent.close();
    proxy.close();
  }
}

/** Kills a service when verify asks for the first object, in the middle of its reading. */
async function verifyAndKill(settings: Settings, service: string): Promise<VerifyReport> {
  const daemon = await readDaemon(runPaths(settings).pidFile(service));
  assert.ok(daemon);
  let isKilled = false;
  const proxy = await openProxy(settings.s3Port, ({ url = '' }) => {
    if (!isKilled && url.includes('.json')) {
      isKilled = true;
      process.kill(daemon.pid, 'SIGKILL');
    }
    return undefined;
  });
  try {
    return await verifyPipeline({ ...settings, s3Endpoint: proxy.url }, { timeoutMs: 0 });
  } finally {
    assert.ok(isKilled);
    proxy.close();
  }
}

/** Writes every topic, creates every connector, and waits until everything is in S3 that is to be there. */
async function writeEverything(stage: Stage) {
  const { settings, admin } = stage;
  const isSlow = ({ soak }: Variant) => soak === true;
  const slow = VARIANTS.filter(isSlow).map((variant) => writeVariant(stage, variant));
  await writeRows(stage);
  const openVersionId = await writeCommitted(stage);
  const recordPlaces = [];
  for (const damage of RECORD_DAMAGES) recordPlaces.push(await prepare(stage, damage));
  const statePlaces = [];
  for (const damage of STATE_DAMAGES) statePlaces.push({ damage, place: await states.writeRows(stage, damage) });
  const uncommittedPlaces = SOAK ? [await states.writeRows(stage, UNCOMMITTED)] : [];
  for (const variant of VARIANTS) if (!isSlow(variant)) await writeVariant(stage, variant);
  const late = new Set(VARIANTS.filter(isSlow).map(sinkNameOf));
  await deploy(settings, [SOURCE, ...SINKS.filter(({ name }) => !late.has(name))]);
  await Promise.all(slow);
  await deploy(
    settings,
    SINKS.filter(({ name }) => late.has(name)),
  );
  await reachCommitted(admin, { sink: ROWS_SINK.name, topic: 'rows', offset: ROWS });
  for (const place of recordPlaces) await reachHealthy(stage, place);
  for (const { name } of [...STATE_DAMAGES, ...(SOAK ? [UNCOMMITTED] : [])]) {
    await reachCommitted(admin, { sink: `${name}-sink`, topic: name, offset: states.ROWS });
  }
  for (const variant of VARIANTS) await reachWritten(stage, variant);
  for (const { name } of [SOURCE, ...SINKS]) await reach(settings, name, 'RUNNING');
  return { recordPlaces, statePlaces, uncommittedPlaces, openVersionId };
}

/** One topic with a partition for each damage. */
async function writeRows(stage: Stage): Promise<void> {
  const { admin, glue } = stage;
  await admin.createTopics({ topics: [{ topic: 'rows', numPartitions: OBJECT_EDITS.length, replicationFactor: 3 }] });
  const versionId = await createSchema(glue, { schema: 'rows', definition: ROW_SCHEMA });
  for (const partition of OBJECT_EDITS.keys()) {
    const values = Array.from({ length: ROWS }, (_, index) => rowValue(versionId, { partition, index }));
    await produce(stage, 'rows', { partition, messages: keyed(values) });
  }
}

/** The partition of the rows that a fault is about; the folder of a partition that is not there tells whose damage it is. */
function partitionOf({ topic, partition, object }: Fault): number | undefined {
  if (topic !== 'rows') return undefined;
  const named = /\/partition=9?(\d+)\/[^/]+$/.exec(object ?? '')?.[1];
  return partition ?? (named === undefined ? undefined : Number(named));
}

/** Whether a fault is about the topic or the sink of a damage. */
function isOf({ topic, connector }: Fault, { name }: { readonly name: string }): boolean {
  return topic === name || connector === `${name}-sink`;
}

/** The faults of each damage. */
function groupBy<T>(
  faults: readonly Fault[],
  damages: readonly T[],
  belongs: (fault: Fault, damage: T, index: number) => boolean,
): Fault[][] {
  return damages.map((damage, index) => faults.filter((fault) => belongs(fault, damage, index)));
}

/** Fails unless exactly the faults of every answer were found, and come to its exit code. */
async function expectAnswers(
  t: TestContext,
  damages: readonly Damage[],
  found: readonly (readonly Fault[])[],
): Promise<void> {
  for (const [index, damage] of damages.entries()) {
    const faults = found[index] ?? [];
    await t.test(`${damage.title}: ${damage.faults.map(({ kind }) => kind).join(', ')}`, () => {
      const shown = JSON.stringify(faults, undefined, 1);
      assert.deepEqual(compare(damage.faults, faults), { missing: [], unexpected: [] }, shown);
      const whole = { faults, notProvable: [], waiting: [], emptyTopics: [], full: true };
      assert.equal(judge(whole).exitCode, damage.exitCode);
    });
  }
}

async function expectProved(t: TestContext, report: VerifyReport): Promise<void> {
  await t.test('all undone: proved again', () => assert.equal(report.verdict, 'proved', show(report)));
}

function linesOf({ partitions }: VerifyReport, topic: string): number {
  return partitions.filter((partition) => partition.topic === topic).reduce((sum, { lines }) => sum + lines, 0);
}

function show({ verdict, faults, waiting, notProvable, emptyTopics }: VerifyReport): string {
  return JSON.stringify({ verdict, faults, waiting, notProvable, emptyTopics }, undefined, 1);
}
