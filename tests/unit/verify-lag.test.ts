import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFaultLog } from '../../scripts/verify/fault-log.ts';
import { checkLag, findUncommitted, lagOf } from '../../scripts/verify/lag.ts';
import { partitionTable } from '../../scripts/verify/partition-table.ts';
import { whatToRead } from '../../scripts/verify/what-to-read.ts';
import { ask, type Fixture, healthy, logOf, replaceRecord, writeObjects } from './verify-fixture.ts';

const PLACE = 'order-1';

const askAbout = async (fixture: Fixture) => {
  const { partitions } = await ask(fixture);
  const log = createFaultLog();
  checkLag(partitions, log.add);
  const report = partitions.find(({ topic, partition }) => `${topic}-${partition}` === PLACE);
  assert.ok(report);
  return { report, faults: log.list(), waiting: findUncommitted(partitions) };
};

describe('lag', () => {
  it('is counted in offsets, from the start of the log before the first commit, and never below nothing', () => {
    assert.equal(lagOf({ low: 10, high: 100, committed: 40 }), 60);
    assert.equal(lagOf({ low: 10, high: 100, committed: null }), 90);
    assert.equal(lagOf({ low: 10, high: 100, committed: 120 }), 0);
    assert.equal(lagOf({ low: 50, high: 100, committed: 40 }), 50);
  });

  it('of a moving pipeline is reported and no fault', async () => {
    const fixture = healthy();
    fixture.committed.set(PLACE, 40);
    const { report, faults, waiting } = await askAbout(fixture);
    assert.equal(report.lag, logOf(fixture, PLACE).end - 40);
    assert.equal(report.uncommitted, 0, 'not even counted');
    assert.deepEqual([faults, waiting], [[], []]);
  });

  it('of one that stands still is a fault as far as its records are in S3 already', async () => {
    const fixture = healthy();
    fixture.settled = true;
    fixture.committed.set(PLACE, 40);
    const { report, faults, waiting } = await askAbout(fixture);
    assert.equal(report.uncommitted, logOf(fixture, PLACE).end - 40);
    assert.deepEqual(
      faults.map(({ kind, topic, partition, offset, count }) => [kind, `${topic}-${partition}`, offset, count]),
      [['lag-unexplained', PLACE, 40, report.uncommitted]],
    );
    assert.deepEqual(
      waiting.map(({ topic, partition, sink }) => [topic, partition, sink]),
      [['order', 1, 'order-sink']],
    );
  });

  it('of one that stands still is explained by what is never delivered: markers, aborted records, ignored tombstones', async () => {
    const fixture = healthy();
    fixture.settled = true;
    fixture.sinkConfig['behavior.on.null.values'] = 'ignore';
    const log = logOf(fixture, PLACE);
    const last = log.end - 1;
    replaceRecord(fixture, PLACE, { offset: last, value: null });
    replaceRecord(fixture, PLACE, { offset: last - 1, aborted: true });
    writeObjects(fixture);
    fixture.committed.set(PLACE, last - 1);
    log.end += 1;
    const { report, faults } = await askAbout(fixture);
    assert.equal(report.lag, 3);
    assert.deepEqual(faults, []);
  });

  it('of a tail that is not in S3 is pending, and no fault of the commit', async () => {
    const fixture = healthy();
    fixture.settled = true;
    const last =
      [...fixture.objects.keys()]
        .filter((key) => key.includes('order/partition=1'))
        .toSorted()
        .at(-1) ?? '';
    fixture.objects.delete(last);
    fixture.committed.set(PLACE, Number(/(\d+)\.json$/.exec(last)?.[1]));
    const { report, faults } = await askAbout(fixture);
    assert.equal(report.lag, report.pending);
    assert.deepEqual(faults, []);
  });
});

describe('whatToRead', () => {
  const read = (
    asked: Parameters<typeof whatToRead>[0]['asked'] extends ReadonlySet<infer Q> ? Q : never,
    settling = false,
  ) =>
    Object.entries(whatToRead({ asked: new Set([asked]), settling }))
      .filter(([, isRead]) => isRead)
      .map(([name]) => name);

  it('reads no more than a question needs, so that each can be answered alone', () => {
    assert.deepEqual(read('services'), []);
    assert.deepEqual(read('lag'), ['committed']);
    assert.deepEqual(read('references'), ['records']);
    assert.deepEqual(read('contents'), ['objects', 'records', 'committed']);
    assert.deepEqual(read('lag', true), ['objects', 'records', 'committed']);
  });
});

describe('the table', () => {
  it('shows what was asked about, the sums, and the sinks when there are several', async () => {
    const { partitions } = await ask(healthy());
    const reading = { objects: true, records: true, committed: true };
    const [header = '', first = '', ...rest] = partitionTable({ partitions, reading });
    assert.equal(
      header.split(/ {2,}/).join('|'),
      'topic|offsets|records|decoded|ruled|objects|lines|bytes|in S3 to|committed|pending|lag|time',
    );
    assert.match(first, /^customer-0 +0-\d+ /);
    assert.match(rest.at(-1) ?? '', /^total +832 +832 +1245 +\d+ +832 +[\d.]+ KiB +0 +0$/);
    const lag = partitionTable({ partitions, reading: { objects: false, records: false, committed: true } });
    assert.equal(lag[0]?.split(/ {2,}/).join('|'), 'topic|offsets|committed|lag');
    const [report] = partitions;
    assert.ok(report);
    const twice = partitionTable({ partitions: [report, { ...report, sink: 'other' }], reading });
    assert.match(twice[0] ?? '', /^topic +offsets +sink /);
    assert.deepEqual(partitionTable({ partitions: [], reading }), []);
  });

  it('rounds its bytes no more than its rows do, so that they add up', async () => {
    const { partitions } = await ask(healthy());
    const reading = { objects: true, records: false, committed: false };
    const rows = partitions.slice(0, 2).map((report) => ({ ...report, bytes: 920 * 1024 }));
    const shown = partitionTable({ partitions: rows, reading }).map((row) => /[\d.]+ [KM]iB/.exec(row)?.[0]);
    assert.deepEqual(shown.slice(1), ['920.0 KiB', '920.0 KiB', '1.8 MiB']);
  });
});
