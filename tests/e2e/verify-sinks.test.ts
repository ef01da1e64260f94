import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openWorkshop, writeConnector } from './workshop.ts';

const CONFIGS = new URL('../../configs/', import.meta.url).pathname;

/** Three sinks on the same topics: folders by partition, by a field, and by the minute of a zone with half an hour. */
async function writeConnectors(folder: string): Promise<string> {
  const paths = ['source', 'sink', 'field-sink', 'minute-sink'].map((name) => join(folder, `${name}.json`));
  const [source = '', sink = '', field = '', minute = ''] = paths;
  const quick = { 'flush.size': '20', 'rotate.schedule.interval.ms': '2000' };
  await writeConnector(source, 'source.json');
  await writeConnector(sink, 'sink.json', { config: quick });
  await writeConnector(field, 'sink.json', {
    name: 'field-sink',
    config: {
      ...quick,
      topics: 'order',
      'topics.dir': 'by-field',
      's3.compression.type': 'gzip',
      'partitioner.class': 'FieldPartitioner',
      'partition.field.name': 'quantity,product_id',
    },
  });
  await writeConnector(minute, 'sink.json', {
    name: 'minute-sink',
    config: {
      ...quick,
      'topics.dir': 'by-minute',
      timezone: 'Australia/Adelaide',
      'partitioner.class': 'io.confluent.connect.storage.partitioner.TimeBasedPartitioner',
      'path.format': "'day'=YYYY-MM-dd/'minute'=HHmm",
      'partition.duration.ms': '60000',
    },
  });
  return paths.join(',');
}

interface Row {
  readonly sink: string;
  readonly topic: string;
  readonly records: number;
  readonly lines: number;
  readonly lag: number;
  readonly ruled: number;
}

test('verify proves several sinks at once, each by its own partitioner, against the user`s own rules', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'verify-sinks-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const rules = join(folder, 'rules.json');
  await writeFile(
    rules,
    JSON.stringify({
      ranges: [{ of: 'order.value.product_id', min: 101, max: 108 }],
      schemas: [{ topic: 'order', file: join(CONFIGS, 'schemas/order.avsc'), evolves: false }],
    }),
  );
  await using workshop = await openWorkshop({ CONNECTOR_FILES: await writeConnectors(folder), RULES_FILE: rules });
  await workshop.ok('up');

  await t.test('settled, every record is in S3 once for each sink, and the source goes on', async () => {
    const report = JSON.parse(await workshop.ok('verify', '--settle', '--json'));
    assert.equal(report.verdict, 'proved', JSON.stringify(report.notProvable));
    const rows: readonly Row[] = report.partitions;
    const sum = (sink: string, pick: (row: Row) => number) =>
      rows.filter((row) => row.sink === sink && row.topic === 'order').reduce((total, row) => total + pick(row), 0);
    const lines = ['order-sink', 'field-sink', 'minute-sink'].map((sink) => sum(sink, (row) => row.lines));
    assert.ok((lines[0] ?? 0) > 0);
    assert.deepEqual(new Set(lines).size, 1, `${lines.join(', ')} lines of orders`);
    const folders = await readdir(join(workshop.settings.runDir, 'data'), { recursive: true });
    const count = (what: RegExp) => new Set(folders.flatMap((path) => what.exec(path)?.[0] ?? [])).size;
    assert.ok(count(/by-field\/order\/quantity=\d\/product_id=\d+/) > 10, 'folders of fields');
    assert.ok(count(/by-minute\/order\/day=[\d-]+\/minute=\d+/) >= 1, 'folders of minutes');
  });

  await t.test('the lag alone is answered without a look at records or objects', async () => {
    const report = JSON.parse(await workshop.ok('verify', '--only', 'lag', '--json'));
    assert.deepEqual(report.reading, { objects: false, records: false, committed: true });
    assert.equal(report.partitions.length, 15);
    assert.ok(report.partitions.every(({ lag, records }: Row) => lag >= 0 && records === 0));
  });

  await t.test('a rule that the data breaks, and a word that nobody knows', async () => {
    await writeFile(rules, JSON.stringify({ ranges: [{ of: 'order.value.product_id', max: 105 }] }));
    const wrong = await workshop.just('verify', '--only', 'ranges');
    assert.equal(wrong.code, 1, wrong.stdout);
    assert.match(
      wrong.stdout,
      /^Fault: value-out-of-range: order-\d offset \d+: expected order\.value\.product_id of 105 at most/m,
    );
    await writeFile(rules, JSON.stringify({ ranges: [{ of: 'order.value.produkt_id', max: 105 }] }));
    const unknown = await workshop.just('verify', '--only', 'ranges');
    assert.equal(unknown.code, 2, unknown.stdout);
    assert.match(unknown.stderr + unknown.stdout, /has a field `produkt_id`.*; did you mean `product_id`/);
  });
});
