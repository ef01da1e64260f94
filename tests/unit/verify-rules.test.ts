import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeySet, openKeySet } from '../../scripts/verify/key-set.ts';
import { judge } from '../../scripts/verify/report.ts';
import { parseKey } from '../../scripts/verify/object-names.ts';
import { rulesOf } from '../../scripts/verify/generator-rules.ts';
import { planSink } from '../../scripts/verify/sink-plan.ts';
import { orderTopics } from '../../scripts/verify/topic-order.ts';
import { describeWaiting, findWaiting, pendingLines } from '../../scripts/verify/waiting.ts';
import { announceWait } from '../../scripts/verify/announce.ts';
import type { PartitionReport } from '../../scripts/verify/report.ts';

describe('rulesOf', () => {
  it('reads references and ranges off the directives, and nothing off `sometimes`', () => {
    const rules = rulesOf({
      'genv.order.customer_id.matching': 'customer.key',
      'genkp.payment.matching': 'order.value.id',
      'genv.order.quantity.with': "#{number.number_between '1','5'}",
      'genv.order.note.sometimes.matching': 'customer.value.name',
      'genv.order.name.with': '#{Name.full_name}',
      'attrv.order.quantity.null.rate': '0.1',
    });
    assert.deepEqual(rules.references, [
      {
        from: { topic: 'order', part: 'value', field: 'customer_id' },
        to: { topic: 'customer', part: 'key', field: undefined },
        nullable: false,
      },
      {
        from: { topic: 'payment', part: 'key', field: undefined },
        to: { topic: 'order', part: 'value', field: 'id' },
        nullable: false,
      },
    ]);
    assert.deepEqual(rules.ranges, [
      { of: { topic: 'order', part: 'value', field: 'quantity' }, min: 1, max: 4, whole: true, nullable: true },
    ]);
  });
});

describe('orderTopics', () => {
  const reference = (from: string, to: string) => ({
    from: { topic: from, part: 'value' as const, field: 'id' },
    to: { topic: to, part: 'key' as const, field: undefined },
    nullable: false,
  });

  it('puts a topic behind those that it refers to', () => {
    const references = [reference('order', 'customer'), reference('payment', 'order')];
    const { levels, circular } = orderTopics(['customer', 'order', 'other', 'payment'], { references });
    assert.deepEqual(levels, [['customer', 'other'], ['order'], ['payment']]);
    assert.deepEqual(circular, []);
  });

  it('names topics whose references lead back to themselves, instead of going round for ever', () => {
    const references = [reference('a', 'b'), reference('b', 'a')];
    assert.deepEqual(orderTopics(['a', 'b', 'c'], { references }), {
      levels: [['c'], ['a', 'b']],
      circular: ['a', 'b'],
    });
  });
});

describe('createKeySet', () => {
  it('has what was added through any view of its memory, and nothing else', () => {
    const set = createKeySet(10_000);
    const other = openKeySet(set.memory);
    for (let key = 0; key < 10_000; key += 1) (key % 2 ? set : other).add(`key ${key}`);
    let missing = 0;
    let wrong = 0;
    for (let key = 0; key < 10_000; key += 1) {
      if (!set.has(`key ${key}`)) missing += 1;
      if (other.has(`another ${key}`)) wrong += 1;
    }
    assert.deepEqual({ missing, wrong }, { missing: 0, wrong: 0 });
  });

  it('needs 16 MiB for a million keys', () => {
    assert.equal(createKeySet(1_000_000).memory.byteLength, 16 * 1024 * 1024);
  });
});

describe('parseKey', () => {
  const sink = planSink('sink', {}, []);
  const cases: [string, string][] = [
    ['topics/t1/partition=2/t1+2+0000000100.json', 'object'],
    ['topics/t1/partition=2/t1+2+0000000100.json-0f8fad5b-d9cb-469f-a165-70867728950e', 'stray'],
    ['topics/t1/partition=2/t1+3+0000000100.json', 'misplaced'],
    ['topics/t1/partition=2/t1+2+100.json', 'misplaced'],
    ['topics/t1/partition=2/t1+2+0000000100.json.gz', 'misplaced'],
    ['topics/t1/notes.txt', 'misplaced'],
  ];
  for (const [key, kind] of cases) {
    it(`takes ${key} for ${kind}`, () => assert.equal(parseKey(sink, 't1', key).kind, kind));
  }

  it('follows the delimiters, digits, folder and compression of the sink', () => {
    const own = planSink(
      'sink',
      {
        'topics.dir': 'lake',
        'file.delim': '_',
        'filename.offset.zero.pad.width': '4',
        's3.compression.type': 'gzip',
      },
      [],
    );
    assert.equal(parseKey(own, 'order', 'lake/order/partition=0/order_0_0012.json.gz').kind, 'object');
  });
});

describe('judge', () => {
  const nothing = { faults: [], notProvable: [], waiting: [], emptyTopics: [], full: true };
  const wrong = { kind: 'line-differs' } as const;
  const unhealthy = { kind: 'task-not-running' } as const;

  it('says proved only when everything was asked and nothing is left open', () => {
    assert.deepEqual(judge(nothing), { verdict: 'proved', exitCode: 0 });
    assert.deepEqual(judge({ ...nothing, full: false }), { verdict: 'right as asked', exitCode: 0 });
    assert.deepEqual(judge({ ...nothing, notProvable: ['x'] }), { verdict: 'not provable', exitCode: 4 });
    assert.deepEqual(judge({ ...nothing, emptyTopics: ['x'] }), { verdict: 'pending', exitCode: 4 });
  });

  it('puts wrong data before health, and health before what is left open', () => {
    assert.equal(judge({ ...nothing, faults: [unhealthy, wrong], notProvable: ['x'] }).exitCode, 1);
    assert.equal(judge({ ...nothing, faults: [unhealthy], notProvable: ['x'] }).exitCode, 5);
  });
});

describe('findWaiting', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const partition = (change: Partial<PartitionReport>): PartitionReport => ({
    topic: 'order',
    partition: 0,
    sink: 'sink',
    low: 0,
    high: 10,
    heldBack: 0,
    records: 10,
    decoded: 10,
    tombstones: 0,
    aborted: 0,
    ruled: 0,
    objects: 1,
    objectsOutside: 0,
    removed: 0,
    lines: 5,
    bytes: 100,
    end: 5,
    committed: 5,
    pending: 5,
    pendingSince: now.getTime() - 30_000,
    lag: 5,
    pendingTogether: change.pending ?? 5,
    uncommitted: 0,
    durationMs: 0,
    ...change,
  });
  const scheduled = planSink('sink', { 'rotate.schedule.interval.ms': '60000', 'flush.size': '100' }, []);
  const full = planSink('sink', { 'flush.size': '100' }, []);
  const waiting = (change: Partial<PartitionReport>, sink = scheduled, settling = false) =>
    findWaiting([partition(change)], { sinks: [sink], now, settling }).length > 0;

  it('waits for the first object, for what the schedule should have written, and for everything when settling', () => {
    assert.equal(waiting({}), false);
    assert.equal(waiting({ objects: 0 }), true);
    assert.equal(waiting({ pendingSince: now.getTime() - 200_000 }), true);
    assert.equal(waiting({}, scheduled, true), true);
    assert.equal(waiting({ pending: 0 }, scheduled, true), false);
  });

  it('does not wait for a tail that a sink without a schedule never writes', () => {
    assert.equal(waiting({ objects: 0 }, full, true), false);
    assert.equal(waiting({ pending: 100 }, full), true);
  });

  const open = (sink: string, pending: number, uncommitted = 0) => ({
    topic: 'o',
    partition: 0,
    sink,
    pending,
    uncommitted,
  });

  it('is said with the sink where there are several, since a partition is read by each', () => {
    const one = [partition({ sink: 'sink' })];
    const two = [...one, partition({ sink: 'lake' })];
    assert.deepEqual(pendingLines({ waiting: [open('sink', 161)], partitions: one }), [
      'Pending: 161 records of o-0 are not in S3',
    ]);
    assert.deepEqual(pendingLines({ waiting: [open('lake', 1), open('sink', 0, 7)], partitions: two }), [
      'Pending: 1 record of o-0 (sink `lake`) is not in S3',
      'Pending: 7 records of o-0 (sink `sink`) are in S3 and not committed',
    ]);
    assert.equal(describeWaiting([open('lake', 2)], two), '2 records of o-0 (sink `lake`) to reach S3');
    assert.equal(describeWaiting([open('sink', 0, 7)], one), 'the commit of o-0');
  });

  it('is said with the time that is spent and the time there is', () => {
    const said: string[] = [];
    const context = {
      onProgress: (text: string) => said.push(text),
      timeoutMs: 150_000,
      deadline: Date.now() + 115_000,
    };
    announceWait(context, 'the first record');
    assert.deepEqual(said, ['Waiting (35 s of 150 s) for the first record']);
  });
});
