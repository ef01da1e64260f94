import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Settings } from '../../configs/settings.ts';
import { s3Client } from '../../scripts/clients.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { listObjects, readObject } from '../../scripts/s3.ts';
import { listTopics } from '../../scripts/topics.ts';
import { openWorkshop, writeConnector } from './workshop.ts';

/** From 200,000 records on verify reads in threads, and a partition of more than 100,000 is read in pieces. */
const ORDERS = 360_000;
const CUSTOMERS = 3000;
const PIECE_RECORDS = 100_000;
const PLACE = { Bucket: 'kafka-dev-ap-southeast-2' };

async function connectors(dir: string): Promise<string> {
  const [source, sink] = [join(dir, 'source.json'), join(dir, 'sink.json')];
  const exactly = {
    'topic.order.records.exactly': String(ORDERS),
    'topic.customer.records.exactly': String(CUSTOMERS),
  };
  await writeConnector(source, 'source.json', { config: { 'global.throttle.ms': '0', ...exactly } });
  await writeConnector(sink, 'sink.json', { config: { 'flush.size': '1000' } });
  return `${source},${sink}`;
}

/** Starts of the objects of a partition of orders, with their keys. */
async function objectsOf(settings: Settings, partition: number): Promise<{ key: string; start: number }[]> {
  const found = [];
  for await (const { key } of listObjects(settings, `topics/order/partition=${partition}/`)) {
    found.push({ key, start: Number(/(\d+)\.json$/.exec(key)?.[1]) });
  }
  return found.toSorted((a, b) => a.start - b.start);
}

test('verify in threads and pieces finds what it finds in one', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'verify-threads-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await using workshop = await openWorkshop({ CONNECTOR_FILES: await connectors(folder) });
  const { settings } = workshop;
  await workshop.ok('up');
  const isMade = async () => {
    const topics = (await listTopics(settings)).filter(({ name }) => ['customer', 'order'].includes(name));
    const made = topics.flatMap(({ partitions }) => partitions).reduce((sum, { high }) => sum + high, 0);
    return made === ORDERS + CUSTOMERS || undefined;
  };
  await waitFor(`${ORDERS} orders`, isMade, { timeoutMs: 120_000 });

  await t.test('every record is proved once', async () => {
    const { verdict, partitions } = JSON.parse(await workshop.ok('verify', '--settle', '--json'));
    assert.equal(verdict, 'proved');
    const sum = (topic: string, count: 'records' | 'lines') =>
      partitions
        .filter((each: { topic: string }) => each.topic === topic)
        .reduce((total: number, each: Record<string, number>) => total + (each[count] ?? 0), 0);
    assert.deepEqual([sum('order', 'records'), sum('order', 'lines')], [ORDERS, ORDERS]);
    assert.deepEqual([sum('customer', 'records'), sum('customer', 'lines')], [CUSTOMERS, CUSTOMERS]);
  });

  await t.test('what is wrong where a piece begins is named as ever', async () => {
    const [first, second] = [await objectsOf(settings, 0), await objectsOf(settings, 1)];
    const seamOf = (objects: typeof first) => objects.findIndex(({ start }) => start >= PIECE_RECORDS);
    const deleted = first[seamOf(first)] ?? assert.fail('partition 0 is one piece');
    const next = first[seamOf(first) + 1] ?? assert.fail('its second piece is one object');
    const edited = second[seamOf(second) - 1] ?? assert.fail('partition 1 is one piece');
    const [row = '', ...rows] = (await readObject(settings, edited.key)).toString().split('\n');
    const changed = [row.replace(/"product_id":"10\d"/, '"product_id":"999"'), ...rows].join('\n');
    const s3 = await s3Client(settings, 'ap-southeast-2');
    await s3.send(new DeleteObjectCommand({ ...PLACE, Key: deleted.key }));
    await s3.send(new PutObjectCommand({ ...PLACE, Key: edited.key, Body: changed }));
    s3.destroy();
    const { code, stdout } = await workshop.just('verify', '--json');
    assert.equal(code, 1, stdout);
    const faults: { kind: string; partition: number; offset: number; count: number }[] = JSON.parse(stdout).faults;
    assert.deepEqual(
      faults.map(({ kind, partition, offset, count }) => ({ kind, partition, offset, count })),
      [
        { kind: 'records-missing', partition: 0, offset: deleted.start, count: next.start - deleted.start },
        { kind: 'line-differs', partition: 1, offset: edited.start, count: 1 },
      ],
    );
  });
});
