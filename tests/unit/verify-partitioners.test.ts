import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFolderOf } from '../../scripts/verify/folder-of.ts';
import { parseKey } from '../../scripts/verify/object-names.ts';
import { planPartitioner } from '../../scripts/verify/partitioner.ts';
import { formatPath, parsePathFormat } from '../../scripts/verify/path-format.ts';
import { describePipeline } from '../../scripts/verify/pipeline.ts';
import { planSink } from '../../scripts/verify/sink-plan.ts';
import { openZoneClock } from '../../scripts/verify/zone-clock.ts';
import {
  ask,
  editLines,
  type Fixture,
  FLUSH_SIZE,
  healthy,
  logOf,
  replaceRecord,
  writeObjects,
} from './verify-fixture.ts';

/** The two times of the sink's own test, `PartitionersTest.java`. */
const TIME = Date.parse('2026-11-23T10:47:12.345Z');
const folder = (config: Record<string, string>, datum: unknown, timestamp = TIME) => {
  const plan = planPartitioner({ timezone: 'Australia/Sydney', 'timestamp.extractor': 'Record', ...config });
  assert.ok(plan.kind !== 'unknown', JSON.stringify(plan));
  return createFolderOf(plan)?.({ timestamp, datum });
};

describe('the folder of a record', () => {
  it('is made of fields, nested ones too, and a null is a name', () => {
    const datum = { product_id: '101', quantity: 2, paid: true, gone: null, customer: { id: 7n } };
    const fields = { 'partition.field.name': 'product_id, quantity,paid,gone,customer.id' };
    const path = 'product_id=101/quantity=2/paid=true/gone=null/customer.id=7';
    assert.equal(folder({ 'partitioner.class': 'FieldPartitioner', ...fields }, datum), path);
    assert.equal(
      folder({ 'partitioner.class': 'FieldPartitioner', 'partition.field.name': 'other' }, datum),
      undefined,
      'the sink stops at it',
    );
    assert.equal(
      folder({ 'partitioner.class': 'FieldPartitioner', 'partition.field.name': 'a' }, { a: 1.5 }),
      undefined,
    );
  });

  const full = 'io.confluent.connect.storage.partitioner.';
  const custom = (pattern: string, ms: string) => ({
    'partitioner.class': 'TimeBasedPartitioner',
    'path.format': pattern,
    'partition.duration.ms': ms,
  });

  it('is made of the time that Kafka keeps with it, by the clocks of the zone, as the sink`s own test says', () => {
    assert.equal(folder({ 'partitioner.class': `${full}DailyPartitioner` }, 'v'), 'year=2026/month=11/day=23');
    assert.equal(folder({ 'partitioner.class': 'HourlyPartitioner' }, 'v'), 'year=2026/month=11/day=23/hour=21');
    assert.equal(folder(custom('YYYY-MM-dd-HHmm', '900000'), 'v'), '2026-11-23-2145');
    assert.equal(folder(custom('dd-HH', '86400000'), 'v'), '23-00');
    assert.equal(folder(custom("'year'=YYYY/MM", '3600000'), 'v', Date.parse('2026-12-28T00:00:00Z')), 'year=2026/12');
  });

  it('is made of a time in a field, in any usual form', () => {
    const config = {
      'partitioner.class': 'HourlyPartitioner',
      'timestamp.extractor': 'RecordField',
      'timestamp.field': 'at',
    };
    for (const at of [
      TIME,
      BigInt(TIME),
      '2026-11-23T10:47:12.345Z',
      '2026-11-23T21:47:12.345+11:00',
      '2026-11-23T10:47:12',
    ]) {
      assert.equal(folder(config, { at }, 0), 'year=2026/month=11/day=23/hour=21', String(at));
    }
    assert.equal(folder(config, { at: '2026-11-23' }), 'year=2026/month=11/day=23/hour=11');
    assert.equal(folder(config, { at: 'noon' }), undefined);
    assert.equal(folder(config, { at: 20_000 }), undefined, 'a number of days');
    assert.equal(folder(config, {}), undefined);
  });

  it('follows the clocks over a change to summer time and back', () => {
    const hourly = { 'partitioner.class': 'HourlyPartitioner' };
    const at = (text: string) => folder(hourly, 'v', Date.parse(text))?.replace(/^year=/, '');
    // Sydney goes from 2 to 3 on 2026-10-04 at 16:00 UTC of the day before, and from 3 back to 2 on 2026-04-05.
    assert.equal(at('2026-10-03T15:59:59Z'), '2026/month=10/day=04/hour=01');
    assert.equal(at('2026-10-03T16:00:00Z'), '2026/month=10/day=04/hour=03');
    assert.equal(openZoneClock('Australia/Sydney').offsetAt(Date.parse('2026-06-01T00:00:00Z')), 36_000_000);
    assert.equal(openZoneClock('Asia/Kathmandu').offsetAt(TIME), 20_700_000);
  });

  it('is written in Joda`s letters, and a letter that stands for words is not provable', () => {
    const clock = new Date(Date.UTC(2026, 0, 5, 0, 7, 9, 45));
    const write = (pattern: string) => formatPath(parsePathFormat(pattern).parts, clock);
    assert.equal(write('yy y M MM d DDD H k h K m ss SSS S'), '26 2026 1 01 5 005 0 24 12 0 7 09 045 0');
    assert.equal(write("'it''s' ''''"), "it's '");
    assert.equal(parsePathFormat('YYYY/MMM').problem, 'letters `MMM` of `path.format`');
    assert.equal(parsePathFormat('EEEE').problem, 'letters `EEEE` of `path.format`');
  });
});

describe('a partitioner that cannot be followed', () => {
  const problem = (config: Record<string, string>) => {
    const plan = planPartitioner({ timezone: 'UTC', 'timestamp.extractor': 'Record', ...config });
    return plan.kind === 'unknown' ? plan.problem : plan.kind;
  };

  it('is named: a class of somebody`s own, the wall clock, a zone or a pattern that is not known', () => {
    assert.equal(problem({}), 'default');
    assert.equal(problem({ 'partitioner.class': 'com.example.Mine' }), 'partitioner `com.example.Mine`');
    const daily = { 'partitioner.class': 'DailyPartitioner' };
    assert.equal(problem({ ...daily, 'timestamp.extractor': 'Wallclock' }), '`timestamp.extractor` Wallclock');
    assert.equal(problem({ ...daily, timezone: 'Mars/Base' }), '`timezone` Mars/Base');
    assert.match(problem({ 'partitioner.class': 'TimeBasedPartitioner' }), /path\.format/);
    assert.match(problem({ 'partitioner.class': 'FieldPartitioner' }), /partition\.field\.name/);
  });

  it('takes the default of the extractor from who is deployed: the record`s time, or Confluent`s wall clock', () => {
    const config = { ...healthy().sinkConfig, 'partitioner.class': 'DailyPartitioner' };
    const files = [{ path: '', name: 'sink', config }];
    assert.deepEqual(
      describePipeline([], { files, present: [], flavour: 'bundled' }).notProvable.map(({ what }) => what),
      [],
    );
    assert.deepEqual(
      describePipeline([], { files, present: [], flavour: 'upstream' }).notProvable.map(({ what }) => what),
      ['`timestamp.extractor` Wallclock of connector `sink`'],
    );
  });
});

describe('the names of objects in folders', () => {
  it('are read with their folder, and have to be spelled as the sink does', () => {
    const config = { 'partitioner.class': 'FieldPartitioner', 'partition.field.name': 'a' };
    const sink = planSink('sink', config, []);
    const key = 'topics/t1/a=x-1/b/t1+2+0000000100.json';
    assert.deepEqual(parseKey(sink, 't1', key), {
      kind: 'object',
      topic: 't1',
      partition: 2,
      start: 100,
      folder: 'a=x-1/b',
    });
    assert.equal(parseKey(sink, 't1', key.replace('+00', '+0')).kind, 'misplaced');
    assert.equal(parseKey(sink, 't1', 'topics/t1/notes.txt').kind, 'misplaced');
  });
});

const PLACE = 'order-1';
const HOUR_MS = 3_600_000;

/** Orders in a folder for each quantity. */
const byField = (): Fixture => {
  const fixture = healthy();
  Object.assign(fixture.sinkConfig, {
    topics: 'order',
    'partitioner.class': 'FieldPartitioner',
    'partition.field.name': 'quantity',
  });
  fixture.folderOf = (_record, line) => {
    return `quantity=${JSON.parse(line).quantity}`;
  };
  writeObjects(fixture);
  return fixture;
};

/** Records of three hours, by the clocks of Sydney. */
const byHour = (): Fixture => {
  const fixture = healthy();
  Object.assign(fixture.sinkConfig, { 'partitioner.class': 'HourlyPartitioner', timezone: 'Australia/Sydney' });
  for (const log of fixture.logs.values()) {
    log.records = log.records.map((record, index) => ({ ...record, timestamp: TIME + (index % 3) * HOUR_MS }));
  }
  fixture.folderOf = ({ timestamp }) => {
    const clock = new Date(timestamp + 11 * HOUR_MS).toISOString();
    return `year=${clock.slice(0, 4)}/month=${clock.slice(5, 7)}/day=${clock.slice(8, 10)}/hour=${clock.slice(11, 13)}`;
  };
  writeObjects(fixture);
  return fixture;
};

const keysOf = ({ objects }: Fixture) => [...objects.keys()].filter((key) => key.includes('/order+1+')).toSorted();
const kinds = async (fixture: Fixture) => (await ask(fixture)).faults.map(({ kind }) => kind);

for (const [name, make] of Object.entries({ fields: byField, hours: byHour })) {
  describe(`verify on objects in folders of ${name}`, () => {
    it('proves every record where it belongs', async () => {
      const { faults, partitions, notProvable } = await ask(make());
      assert.deepEqual(faults, []);
      assert.deepEqual(notProvable, []);
      const orders = partitions.filter(({ topic }) => topic === 'order');
      for (const { lines, records, pending, end, high } of orders) {
        assert.deepEqual([lines, pending, end], [records, 0, high]);
      }
      assert.ok(orders.every(({ objects }) => objects > 2));
    });

    it('finds the records of a deleted object missing, in their folder', async () => {
      const fixture = make();
      const [first = '', next = ''] = keysOf(fixture).filter((key, _, all) =>
        all.some((other) => other !== key && folderIn(other) === folderIn(key)),
      );
      assert.equal(folderIn(first), folderIn(next));
      fixture.objects.delete(first);
      const { faults } = await ask(fixture);
      assert.deepEqual(
        faults.map(({ kind, offset, count, object }) => [kind, offset, count, object?.endsWith(next)]),
        [['records-missing', startIn(first), FLUSH_SIZE, true]],
      );
    });

    it('finds what was committed and is not in S3', async () => {
      const fixture = make();
      const last = keysOf(fixture).at(-1) ?? '';
      fixture.objects.delete(last);
      assert.deepEqual(await kinds(fixture), ['committed-ahead']);
    });

    it('counts what is not committed as pending', async () => {
      const fixture = make();
      const last = keysOf(fixture).at(-1) ?? '';
      const lines = fixture.objects.get(last)?.toString().trimEnd().split('\n').length;
      fixture.objects.delete(last);
      fixture.committed.set(PLACE, startIn(last));
      const { faults, partitions } = await ask(fixture);
      assert.deepEqual(faults, []);
      const report = partitions.find(({ topic, partition }) => `${topic}-${partition}` === PLACE);
      assert.deepEqual([report?.pending, report?.pendingTogether, report?.end], [lines, lines, startIn(last)]);
    });

    it('names a line that was changed, with object and field', async () => {
      const fixture = make();
      const [key = ''] = keysOf(fixture);
      editLines(fixture, key, (lines) =>
        lines.with(1, (lines[1] ?? '').replace(/"customer_id":"\w+"/, '"customer_id":"x"')),
      );
      const [fault, ...more] = (await ask(fixture)).faults;
      assert.deepEqual(more, []);
      assert.deepEqual([fault?.kind, fault?.line, fault?.found], ['line-differs', 2, 'customer_id "x"']);
      assert.ok(fault?.object?.endsWith(key));
    });

    it('takes another order of the fields for the same row', async () => {
      const fixture = make();
      const [key = ''] = keysOf(fixture);
      editLines(fixture, key, (lines) =>
        lines.map((line) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).toReversed()))),
      );
      assert.deepEqual(await kinds(fixture), []);
    });

    it('names an object that lies in the folder of other records', async () => {
      const fixture = make();
      const [first = ''] = keysOf(fixture);
      const other = keysOf(fixture).find((key) => folderIn(key) !== folderIn(first)) ?? '';
      const moved = first.replace(folderIn(first), folderIn(other));
      fixture.objects.set(moved, fixture.objects.get(first) ?? Buffer.alloc(0));
      const { faults } = await ask(fixture);
      assert.deepEqual(
        faults.map(({ kind, offset, expected, found }) => [kind, offset, expected, found]),
        [['object-misplaced', startIn(first), first, moved]],
      );
    });

    it('names a folder in which no record belongs', async () => {
      const fixture = make();
      const [first = ''] = keysOf(fixture);
      const folderOfNobody = 'nobody=1';
      fixture.objects.set(
        first
          .replace(folderIn(first), folderOfNobody)
          .replace(/\d+\.json$/, `${String(startIn(first) + 1).padStart(10, '0')}.json`),
        Buffer.from('{"a":1}\n'),
      );
      const { faults } = await ask(fixture);
      assert.ok(
        faults.every(({ kind }) => kind === 'object-misplaced'),
        JSON.stringify(faults),
      );
      assert.ok(faults.length > 0);
    });

    it('tells rows that are there twice from other rows at the same offsets', async () => {
      const fixture = make();
      const [first = '', next = ''] = keysOf(fixture).filter((key, _, all) =>
        all.some((other) => other !== key && folderIn(other) === folderIn(key)),
      );
      const rows = (key: string) => fixture.objects.get(key)?.toString().trimEnd().split('\n') ?? [];
      const offsets = logOf(fixture, PLACE)
        .records.filter((record) => fixture.folderOf?.(record, '{}') === folderIn(first) || name === 'fields')
        .map(({ offset }) => offset);
      const second = offsets.find((offset) => offset > startIn(first) && belongs(fixture, offset, first)) ?? 0;
      const copy = first.replace(/\d+\.json$/, `${String(second).padStart(10, '0')}.json`);
      fixture.objects.set(
        copy,
        Buffer.from(
          rows(first)
            .slice(1)
            .map((line) => `${line}\n`)
            .join(''),
        ),
      );
      assert.deepEqual(await kinds(fixture), ['records-doubled']);
      fixture.objects.set(
        copy,
        Buffer.from(
          rows(next)
            .toReversed()
            .map((line) => `${line}\n`)
            .join(''),
        ),
      );
      assert.deepEqual(await kinds(fixture), ['records-overlap']);
    });

    it('does not judge the lines of an object that begins before the log does, and says so', async () => {
      const fixture = make();
      const [first = ''] = keysOf(fixture);
      logOf(fixture, PLACE).low = startIn(first) + 1;
      const { faults, notProvable } = await ask(fixture);
      assert.deepEqual(faults, []);
      assert.match(notProvable.join(), /which begins before the log does/);
    });

    it('does not prove lines of a compacted topic that no record stands for any more, and finds no fault in them', async () => {
      const fixture = make();
      fixture.compacted = new Set(['order']);
      const [first = ''] = keysOf(fixture);
      const log = logOf(fixture, PLACE);
      log.records = log.records.filter(({ offset }) => offset !== startIn(first));
      const some = await ask(fixture);
      assert.deepEqual(some.faults, []);
      assert.match(some.notProvable.join(), /^lines of folder `[^`]+`, whose records compaction may have removed$/);
      log.records = log.records.filter(({ offset }) => !belongs(fixture, offset, first));
      const all = await ask(fixture);
      assert.deepEqual(all.faults, []);
      assert.match(all.notProvable.join(), /^folder `[^`]+`, whose records compaction may have removed$/);
    });

    it('says once for a partition that records do not tell where they belong', async () => {
      const fixture = make();
      Object.assign(fixture.sinkConfig, {
        'partition.field.name': 'gone',
        'timestamp.extractor': 'RecordField',
        'timestamp.field': 'gone',
      });
      const { notProvable } = await ask(fixture);
      const sentences = notProvable.filter((sentence) => sentence.includes('order-1'));
      assert.deepEqual(sentences.length, 1);
      assert.match(sentences[0] ?? '', /^in which folder \d+ records of order-1 belong, the first at offset 0$/);
    });

    it('leaves room for records that are never delivered', async () => {
      const fixture = make();
      fixture.sinkConfig['behavior.on.null.values'] = 'ignore';
      replaceRecord(fixture, PLACE, { offset: 30, value: null });
      replaceRecord(fixture, PLACE, { offset: 31, aborted: true });
      fixture.sinkConfig['consumer.override.isolation.level'] = 'read_committed';
      writeObjects(fixture);
      assert.deepEqual(await kinds(fixture), []);
    });

    it('has its lag explained by what waits in another folder', async () => {
      const fixture = make();
      fixture.settled = true;
      const [first = ''] = keysOf(fixture);
      for (const key of keysOf(fixture)) if (folderIn(key) === folderIn(first)) fixture.objects.delete(key);
      fixture.committed.set(PLACE, startIn(first));
      const { faults, partitions } = await ask(fixture);
      assert.deepEqual(faults, []);
      const report = partitions.find(({ topic, partition }) => `${topic}-${partition}` === PLACE);
      assert.equal(report?.uncommitted, 0);
      assert.ok((report?.pending ?? 0) > 0);
    });
  });
}

function folderIn(key: string): string {
  return key.replace(/^topics\/order\//, '').replace(/\/[^/]*$/, '');
}

function startIn(key: string): number {
  return Number(/(\d+)\.json$/.exec(key)?.[1]);
}

/** Whether the record at an offset belongs in the folder of an object. */
function belongs(fixture: Fixture, offset: number, key: string): boolean {
  const record = logOf(fixture, PLACE).records.find((each) => each.offset === offset);
  const codec = [...fixture.schemas.values()].find(({ version }) => version?.schema === 'order')?.codec;
  const line = record?.value && codec ? codec.toJson(codec.decode(record.value, 18)) : '{}';
  return record !== undefined && fixture.folderOf?.(record, line) === folderIn(key);
}
