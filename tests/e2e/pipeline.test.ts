import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { GetSchemaVersionCommand } from '@aws-sdk/client-glue';
import { glueClient } from '../../scripts/clients.ts';
import type { GroupState } from '../../scripts/status.ts';
import { openWorkshop } from './workshop.ts';

test('the tutorial comes up with one command, is proved with another, and leaves nothing behind', async (t) => {
  await using workshop = await openWorkshop();
  const { settings } = workshop;

  await t.test('`up` brings up every service and names its address and the next command', async () => {
    const screen = await workshop.ok('up');
    for (const name of ['glue', 's3', 'kafka-1', 'kafka-2', 'kafka-3', 'connect'])
      assert.match(screen, new RegExp(`^${name} .*running`, 'm'));
    assert.match(screen, /npx just verify/);
  });

  await t.test('a second `up` changes nothing and says so', async () => {
    assert.match(await workshop.ok('up'), /Everything was up already; nothing changed\./);
  });

  await t.test('another run on other ports comes up and goes down beside it, and leaves it alone', async () => {
    await using other = await openWorkshop();
    await other.ok('up');
    await other.ok('down');
    assert.match(await workshop.ok('up'), /Everything was up already; nothing changed\./);
  });

  await t.test('`verify` proves the first data, which it waits for', async () => {
    assert.match(await workshop.ok('verify'), /proved/i);
  });

  await t.test(
    "the schema that the pipeline registered for `order` is the tutorial's, field order included",
    async () => {
      const client = await glueClient(settings, 'ap-southeast-2');
      const { SchemaDefinition = '' } = await client.send(
        new GetSchemaVersionCommand({
          SchemaId: { RegistryName: 'online-order', SchemaName: 'order' },
          SchemaVersionNumber: { LatestVersion: true },
        }),
      );
      client.destroy();
      const expected = await readFile(new URL('../../configs/schemas/order.avsc', import.meta.url), 'utf8');
      assert.deepEqual(JSON.parse(SchemaDefinition), JSON.parse(expected));
    },
  );

  await t.test("`status --json` is one document: services, connectors, topics, the sink's group", async () => {
    const status = JSON.parse(await workshop.ok('status', '--json'));
    assert.deepEqual(
      status.connectors.map((each: { name: string }) => each.name),
      ['order-sink', 'order-source'],
    );
    assert.deepEqual(
      status.groups.map(({ name, state, members }: GroupState) => `${name} ${state} ${members}`),
      ['connect-order-sink Stable 2'],
    );
  });

  await t.test('topics and objects can be read by people', async () => {
    assert.match(await workshop.ok('topics:list'), /^order +2 +0 +\d+/m);
    assert.match(await workshop.ok('topics:read', 'order', '--max', '3'), /^order-\d@\d+ .* order v1 .*"quantity"/m);
    const key =
      /topics\/order\/partition=\d\/order\+\d\+0000000000\.json/.exec(await workshop.ok('s3:list'))?.[0] ?? '';
    // Nothing but the content is on stdout: a program may read it.
    for (const line of (await workshop.ok('s3:read', key)).trimEnd().split('\n'))
      assert.deepEqual(Object.keys(JSON.parse(line)), ['quantity', 'product_id', 'customer_id']);
  });

  await t.test('`down` keeps the data: after the next `up` it is proved again', async () => {
    await workshop.ok('down');
    await workshop.ok('up');
    assert.match(await workshop.ok('verify'), /proved/i);
  });
});
