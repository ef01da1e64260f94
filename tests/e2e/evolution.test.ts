import assert from 'node:assert/strict';
import { rm, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConnectorStatus } from '../../scripts/connect-api.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { fastConnectors, openWorkshop, type Workshop, writeConnector } from './workshop.ts';

/** A new optional field, null in half of the records. */
const GOOD = { 'genv.order.coupon.with': '#{Code.ean8}', 'attrv.order.coupon.null.rate': '0.5' };
/** `quantity` was a string: whoever reads with the new schema could not read the old records. */
const BAD = { 'genv.order.quantity.type': 'int' };

test('a schema evolves well and badly, as docs/evolution.md tells it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'evolution-'));
  t.after(() => rm(folder, { recursive: true }));
  await using workshop = await openWorkshop({ CONNECTOR_FILES: await fastConnectors(folder) });
  const source = join(folder, 'source.json');
  await workshop.ok('up');
  await waitForVersion(workshop, { version: 1, status: 'AVAILABLE' });

  await t.test(
    'a new optional field becomes version 2; old and new records are read and proved side by side',
    async () => {
      await writeConnector(source, 'source.json', { config: GOOD });
      await workshop.ok('source:create');
      await waitForVersion(workshop, { version: 2, status: 'AVAILABLE' });
      assert.match(await workshop.ok('verify', '--settle'), /^Proved: /m);
      const records = await workshop.ok('topics:read', 'order');
      assert.match(records, / order v1 +{"quantity":"\d","product_id":"\d+","customer_id":"\w+"}$/m);
      assert.match(records, / order v2 +{"quantity":"\d","coupon":"\d+","product_id":"\d+","customer_id":"\w+"}$/m);
      assert.match(records, / order v2 +{"quantity":"\d","coupon":null,/m);
    },
  );

  await t.test(
    'the registry says beforehand why a changed type would not do, and keeps no trace of the question',
    async () => {
      const file = join(folder, 'order.avsc');
      const shown = await workshop.ok('registry:show', 'order');
      const definition = /^{.*}$/m.exec(shown)?.[0] ?? '';
      await writeFile(
        file,
        definition.replace('"quantity","type":["null","string"]', '"quantity","type":["null","int"]'),
      );
      const { code, stdout } = await workshop.just('registry:check', 'order', file);
      assert.equal(code, 1, stdout);
      assert.match(stdout, /\/fields\/0\/type: reader union lacking writer type: STRING/);
      assert.equal((await versions(workshop)).length, 2);
    },
  );

  await t.test(
    'a changed type is refused: the source stops with the cause, and nothing wrong was written',
    async () => {
      await writeConnector(source, 'source.json', { config: { ...GOOD, ...BAD } });
      // Its tasks fail at their first record, which may be after the command has seen them RUNNING.
      await workshop.just('source:create');
      await waitForVersion(workshop, { version: 3, status: 'FAILURE' });
      await waitForTasks(workshop, { connector: 'order-source', state: 'FAILED' });
      const { code, stdout } = await workshop.just('verify');
      assert.equal(code, 5, stdout);
      assert.match(stdout, /^Fault: task-not-running: connector order-source: .*FAILED: .*\bis in FAILURE status\.?$/m);
      assert.doesNotMatch(stdout, /connector order-sink/);
      assert.match(stdout, /^The data so far is right, but the pipeline is not healthy/m);
    },
  );

  await t.test('with the file put back one command heals it, and no version is added', async () => {
    await writeConnector(source, 'source.json', { config: GOOD });
    await workshop.ok('source:create');
    await waitForTasks(workshop, { connector: 'order-source', state: 'RUNNING' });
    assert.match(await workshop.ok('verify', '--settle'), /^Proved: /m);
    assert.deepEqual(
      (await versions(workshop)).map(({ version, status }) => `${version} ${status}`),
      ['3 FAILURE', '2 AVAILABLE', '1 AVAILABLE'],
    );
  });
});

interface Version {
  readonly version: number;
  readonly status: string;
}

async function versions(workshop: Workshop): Promise<readonly Version[]> {
  return JSON.parse(await workshop.ok('registry:versions', 'order', '--json'));
}

async function waitForVersion(workshop: Workshop, { version, status }: Version): Promise<void> {
  const isThere = async () => {
    const { code, stdout } = await workshop.just('registry:versions', 'order');
    return (code === 0 && new RegExp(`^${version} +${status}`, 'm').test(stdout)) || undefined;
  };
  await waitFor(`version ${version} of order to be ${status}`, isThere, { timeoutMs: 60_000 });
}

interface TaskState {
  readonly connector: string;
  readonly state: string;
}

async function waitForTasks({ settings }: Workshop, { connector, state }: TaskState): Promise<void> {
  const isReached = async () => {
    const status = await readConnectorStatus(settings.connectUrl, connector);
    return status?.tasks.every((task) => task.state === state) || undefined;
  };
  await waitFor(`every task of ${connector} to be ${state}`, isReached, { timeoutMs: 60_000 });
}
