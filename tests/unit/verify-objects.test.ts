import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { FaultKind } from '../../scripts/verify/faults.ts';
import {
  ask,
  BUCKET,
  editLines,
  type Fixture,
  FLUSH_SIZE,
  healthy,
  logOf,
  objectKey,
  writeObjects,
} from './verify-fixture.ts';

const PLACE = 'order-1';

interface Damage {
  readonly title: string;
  readonly apply: (fixture: Fixture) => void;
  readonly kinds: readonly FaultKind[];
  readonly offset?: number;
  readonly line?: number;
  readonly count?: number;
}

const swapLast = (fixture: Fixture, change: (content: Buffer) => Buffer, index = 1) => {
  const key = objectKey(fixture, PLACE, index);
  fixture.objects.set(key, change(fixture.objects.get(key) ?? Buffer.alloc(0)));
};

const rename = (fixture: Fixture, index: number, by: number) => {
  const key = objectKey(fixture, PLACE, index);
  const content = fixture.objects.get(key) ?? Buffer.alloc(0);
  const start = Number(/(\d+)\.json$/.exec(key)?.[1]);
  fixture.objects.delete(key);
  fixture.objects.set(key.replace(/\d+\.json$/, `${String(start + by).padStart(10, '0')}.json`), content);
};

const DAMAGES: readonly Damage[] = [
  {
    title: 'the first object is deleted',
    apply: (fixture) => fixture.objects.delete(objectKey(fixture, PLACE, 0)),
    kinds: ['records-missing'],
    offset: 0,
    count: FLUSH_SIZE,
  },
  {
    title: 'an object in the middle is deleted',
    apply: (fixture) => fixture.objects.delete(objectKey(fixture, PLACE, 2)),
    kinds: ['records-missing'],
    offset: 2 * FLUSH_SIZE,
    count: FLUSH_SIZE,
  },
  {
    title: 'the last object is deleted',
    apply: (fixture) => fixture.objects.delete(objectKey(fixture, PLACE, -1)),
    kinds: ['committed-ahead'],
  },
  {
    title: 'the first line of an object is removed',
    apply: (fixture) => editLines(fixture, objectKey(fixture, PLACE, 1), (lines) => lines.slice(1)),
    kinds: ['line-missing'],
    offset: FLUSH_SIZE,
    line: 1,
    count: 1,
  },
  {
    title: 'lines in the middle of an object are removed',
    apply: (fixture) => editLines(fixture, objectKey(fixture, PLACE, 1), (lines) => lines.toSpliced(7, 3)),
    kinds: ['line-missing'],
    offset: FLUSH_SIZE + 7,
    line: 8,
    count: 3,
  },
  {
    title: 'the last line of an object is removed',
    apply: (fixture) => editLines(fixture, objectKey(fixture, PLACE, 1), (lines) => lines.slice(0, -1)),
    kinds: ['records-missing'],
    offset: 2 * FLUSH_SIZE - 1,
    count: 1,
  },
  {
    title: 'the last line of the last object is removed',
    apply: (fixture) => editLines(fixture, objectKey(fixture, PLACE, -1), (lines) => lines.slice(0, -1)),
    kinds: ['committed-ahead'],
    count: 1,
  },
  {
    title: 'a line is added',
    apply: (fixture) =>
      editLines(fixture, objectKey(fixture, PLACE, 1), (lines) => lines.toSpliced(5, 0, '{"quantity":"1"}')),
    kinds: ['line-extra'],
    line: 6,
    count: 1,
  },
  {
    title: 'a line is doubled',
    apply: (fixture) =>
      editLines(fixture, objectKey(fixture, PLACE, 1), (lines) => lines.toSpliced(5, 0, lines[4] ?? '')),
    kinds: ['line-extra'],
    line: 6,
  },
  {
    title: 'a line is added at the end',
    apply: (fixture) => editLines(fixture, objectKey(fixture, PLACE, 1), (lines) => [...lines, '{"quantity":"1"}']),
    kinds: ['line-extra'],
    line: FLUSH_SIZE + 1,
  },
  {
    title: 'a line is added at the end of the last object',
    apply: (fixture) => editLines(fixture, objectKey(fixture, PLACE, -1), (lines) => [...lines, '{"quantity":"1"}']),
    kinds: ['lines-beyond-end'],
  },
  {
    title: 'two lines change places',
    apply: (fixture) =>
      editLines(fixture, objectKey(fixture, PLACE, 1), (lines) =>
        lines.with(3, lines[9] ?? '').with(9, lines[3] ?? ''),
      ),
    kinds: ['lines-swapped'],
    offset: FLUSH_SIZE + 3,
    line: 4,
  },
  {
    title: 'one character of a line is changed',
    apply: (fixture) =>
      editLines(fixture, objectKey(fixture, PLACE, 1), (lines) =>
        lines.with(3, (lines[3] ?? '').replace(/"product_id":"10\d"/, '"product_id":"999"')),
      ),
    kinds: ['line-differs'],
    offset: FLUSH_SIZE + 3,
    line: 4,
  },
  {
    title: 'a number stands for a string',
    apply: (fixture) =>
      editLines(fixture, objectKey(fixture, PLACE, 1), (lines) =>
        lines.with(3, (lines[3] ?? '').replace(/"quantity":"(\d)"/, '"quantity":$1')),
      ),
    kinds: ['line-differs'],
    line: 4,
  },
  {
    title: 'a field is left out',
    apply: (fixture) =>
      editLines(fixture, objectKey(fixture, PLACE, 1), (lines) =>
        lines.with(3, (lines[3] ?? '').replace(/"quantity":"\d",/, '')),
      ),
    kinds: ['line-differs'],
    line: 4,
  },
  {
    title: 'a line is no JSON',
    apply: (fixture) => editLines(fixture, objectKey(fixture, PLACE, 1), (lines) => lines.with(3, '{"quantity":')),
    kinds: ['line-not-json'],
    line: 4,
  },
  {
    title: 'an object is cut off in the middle of its last line',
    apply: (fixture) => swapLast(fixture, (content) => content.subarray(0, -10)),
    kinds: ['object-cut-off'],
    offset: 2 * FLUSH_SIZE - 1,
  },
  {
    title: 'an object lacks its last newline',
    apply: (fixture) => swapLast(fixture, (content) => content.subarray(0, -1)),
    kinds: ['object-cut-off'],
    offset: 2 * FLUSH_SIZE - 1,
  },
  {
    title: 'an object is cut off further up',
    apply: (fixture) => swapLast(fixture, (content) => content.subarray(0, 330)),
    kinds: ['object-cut-off', 'records-missing'],
  },
  {
    title: 'an object is emptied',
    apply: (fixture) => swapLast(fixture, () => Buffer.alloc(0)),
    kinds: ['object-empty'],
    offset: FLUSH_SIZE,
  },
  {
    title: 'an object is compressed where none should be',
    apply: (fixture) => swapLast(fixture, (content) => gzipSync(content)),
    kinds: ['object-unreadable'],
    offset: FLUSH_SIZE,
  },
  {
    title: 'the last object is compressed where none should be',
    apply: (fixture) => swapLast(fixture, (content) => gzipSync(content), -1),
    kinds: ['object-unreadable'],
  },
  {
    title: 'an object is renamed to the offset before',
    apply: (fixture) => rename(fixture, 1, -1),
    kinds: ['object-misnamed'],
    offset: FLUSH_SIZE,
  },
  {
    title: 'an object is renamed to the offset behind',
    apply: (fixture) => rename(fixture, 1, 1),
    kinds: ['object-misnamed'],
    offset: FLUSH_SIZE,
  },
  {
    title: 'the last object is renamed to the offset behind',
    apply: (fixture) => rename(fixture, -1, 1),
    kinds: ['object-misnamed'],
  },
  {
    title: 'the name of an object lacks a digit',
    apply: (fixture) => {
      const key = objectKey(fixture, PLACE, 1);
      fixture.objects.set(key.replace('+00', '+0'), fixture.objects.get(key) ?? Buffer.alloc(0));
      fixture.objects.delete(key);
    },
    kinds: ['object-misplaced', 'records-missing'],
  },
  {
    title: 'an object lies in the folder of another partition',
    apply: (fixture) => {
      const key = objectKey(fixture, PLACE, 1);
      fixture.objects.set(key.replace('partition=1', 'partition=2'), fixture.objects.get(key) ?? Buffer.alloc(0));
    },
    kinds: ['object-misplaced'],
  },
  {
    title: 'the second half of an object is there again under its own name',
    apply: (fixture) => {
      const content = (fixture.objects.get(objectKey(fixture, PLACE, 1)) ?? '').toString().split('\n').slice(10);
      fixture.objects.set(`topics/order/partition=1/order+1+0000000030.json`, Buffer.from(content.join('\n')));
    },
    kinds: ['records-doubled'],
    offset: FLUSH_SIZE + 10,
    count: 10,
  },
  {
    title: 'an object lies over others with other rows',
    apply: (fixture) => {
      const content = fixture.objects.get(objectKey(fixture, PLACE, 4)) ?? Buffer.alloc(0);
      fixture.objects.set(`topics/order/partition=1/order+1+0000000030.json`, content);
    },
    kinds: ['records-overlap'],
    offset: 30,
  },
  {
    title: 'an object of an earlier life of the topic lies behind the end',
    apply: (fixture) => {
      const content = fixture.objects.get(objectKey(fixture, PLACE, 1)) ?? Buffer.alloc(0);
      fixture.objects.set(`topics/order/partition=1/order+1+0000009000.json`, content);
    },
    kinds: ['object-stale'],
    offset: 9000,
  },
  {
    title: 'the committed offset lies behind the end of the log',
    apply: (fixture) => fixture.committed.set(PLACE, 9000),
    kinds: ['committed-beyond-end'],
  },
  {
    title: 'the committed offset is gone while objects are old',
    apply: (fixture) => {
      fixture.committed.delete(PLACE);
      fixture.modified = new Date(Date.now() - 10 * 60_000);
    },
    kinds: ['committed-missing'],
  },
];

describe('verify on objects', () => {
  it('does not miss the commits of a sink that Connect does not have, below whose `topics.dir` another one wrote', async () => {
    const fixture = healthy();
    fixture.missing.add('order-sink');
    fixture.committed.clear();
    fixture.modified = new Date(Date.now() - 10 * 60_000);
    assert.deepEqual((await ask(fixture)).faults, []);
  });

  it('finds nothing wrong with what the sink writes, and counts all of it', async () => {
    const { faults, partitions, notProvable } = await ask(healthy());
    assert.deepEqual(faults, []);
    assert.deepEqual(notProvable, []);
    const sum = (pick: (report: (typeof partitions)[number]) => number) =>
      partitions.reduce((total, report) => total + pick(report), 0);
    assert.equal(
      sum(({ records }) => records),
      832,
    );
    assert.equal(
      sum(({ decoded }) => decoded),
      832,
    );
    assert.equal(
      sum(({ lines }) => lines),
      832,
    );
    assert.equal(
      sum(({ pending }) => pending),
      0,
    );
    assert.equal(
      sum(({ ruled }) => ruled),
      415 * 3,
    );
  });

  for (const { title, apply, kinds, offset, line, count } of DAMAGES) {
    it(`answers ${kinds.join(' and ')} when ${title}`, async () => {
      const fixture = healthy();
      apply(fixture);
      const { faults } = await ask(fixture);
      assert.deepEqual(
        faults.map(({ kind }) => kind),
        [...kinds],
        JSON.stringify(faults, undefined, 1),
      );
      const [fault] = faults;
      assert.equal(fault?.topic, 'order');
      if (kinds[0] !== 'object-misplaced') assert.equal(fault?.partition, 1);
      if (offset !== undefined) assert.equal(fault?.offset, offset);
      if (line !== undefined) assert.equal(fault?.line, line);
      if (count !== undefined) assert.equal(fault?.count, count);
      if (fault?.object) assert.ok(fault.object.startsWith(`${BUCKET}/topics/order/`));
    });
  }

  it('knows the keys in a deleted object, so that what refers to them does not dangle', async () => {
    const fixture = healthy();
    fixture.objects.delete(objectKey(fixture, 'customer-1', 1));
    assert.deepEqual(
      (await ask(fixture)).faults.map(({ kind, topic }) => ({ kind, topic })),
      [{ kind: 'records-missing', topic: 'customer' }],
    );
  });

  it('takes an order of fields and white space for what they are: the same row', async () => {
    const fixture = healthy();
    editLines(fixture, objectKey(fixture, PLACE, 1), (lines) =>
      lines.map((line) =>
        JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).toReversed()), null, 1).replaceAll('\n', ''),
      ),
    );
    assert.deepEqual((await ask(fixture)).faults, []);
  });

  it('judges only names below the start of the log, and the lines from there on', async () => {
    const fixture = healthy();
    logOf(fixture, PLACE).low = 50;
    const { faults, partitions } = await ask(fixture);
    assert.deepEqual(faults, []);
    const report = partitions.find(({ topic, partition }) => `${topic}-${partition}` === PLACE);
    assert.equal(report?.objectsOutside, 2);
  });

  it('names an object that is cut off although it begins before the log does', async () => {
    const fixture = healthy();
    logOf(fixture, PLACE).low = 50;
    swapLast(fixture, (content) => content.subarray(0, -10), 2);
    assert.deepEqual(
      (await ask(fixture)).faults.map(({ kind }) => kind),
      ['object-cut-off'],
    );
  });

  it('does not judge lines of an object that begins before the log does and skipped offsets', async () => {
    const fixture = healthy();
    fixture.sinkConfig['behavior.on.null.values'] = 'ignore';
    const log = logOf(fixture, PLACE);
    log.records = log.records.map((each) => (each.offset > 40 && each.offset < 53 ? { ...each, value: null } : each));
    writeObjects(fixture);
    log.low = 65;
    const { faults, notProvable } = await ask(fixture);
    assert.deepEqual(faults, []);
    assert.deepEqual(notProvable, [
      'lines of `topics/order/partition=1/order+1+0000000040.json`, which begins before the log does',
    ]);
  });

  it('reads compressed objects where the sink is set to write them', async () => {
    const fixture = healthy();
    fixture.sinkConfig['s3.compression.type'] = 'gzip';
    writeObjects(fixture);
    assert.deepEqual((await ask(fixture)).faults, []);
  });
});
