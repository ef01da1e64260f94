import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeRecord } from '../../glue/record.ts';
import type { FaultKind } from '../../scripts/verify/faults.ts';
import { ask, type Fixture, healthy, logOf, replaceRecord, writeObjects } from './verify-fixture.ts';

const PLACE = 'order-1';
const OFFSET = 23;
const ORDER = '1d6b7391-e07d-4f07-9965-a1439ea2d6a8';
const CUSTOMER = 'd5b55869-f744-402a-8f0e-ecd507be08a5';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

interface Damage {
  readonly title: string;
  readonly apply: (fixture: Fixture) => void;
  readonly kinds: readonly FaultKind[];
}

const bodyOf = (fixture: Fixture) => {
  const record = logOf(fixture, PLACE).records.find(({ offset }) => offset === OFFSET);
  return record?.value?.subarray(18) ?? Buffer.alloc(0);
};

/** Puts a value in the place of one record's, after the objects were written. */
const put = (fixture: Fixture, value: Buffer | null) => replaceRecord(fixture, PLACE, { offset: OFFSET, value });

/** Puts an order in the place of one record's, objects included: the pipeline is right about wrong data. */
const putOrder = (fixture: Fixture, change: (order: Record<string, string>) => Record<string, string>) => {
  const codec = fixture.schemas.get(ORDER)?.codec;
  const order = JSON.parse(codec?.toJson(codec.decode(bodyOf(fixture), 0)) ?? '{}');
  const changed = change(order);
  const fields = ['quantity', 'product_id', 'customer_id'].map((name) => avroString(changed[name] ?? ''));
  put(fixture, encodeRecord(ORDER, Buffer.concat(fields)));
  writeObjects(fixture);
};

/** The second branch of `["null", "string"]`. */
const avroString = (text: string) => Buffer.concat([Buffer.from([2, text.length * 2]), Buffer.from(text)]);

const changeVersion = (fixture: Fixture, change: object) => {
  const known = fixture.schemas.get(ORDER);
  if (known?.version) fixture.schemas.set(ORDER, { ...known, version: { ...known.version, ...change } });
};

const DAMAGES: readonly Damage[] = [
  {
    title: 'the header version byte is another',
    apply: (fixture) => put(fixture, Buffer.concat([Buffer.from([4, 0]), Buffer.alloc(16), bodyOf(fixture)])),
    kinds: ['header-damaged'],
  },
  {
    title: 'a value is shorter than its header',
    apply: (fixture) => put(fixture, Buffer.from('{}')),
    kinds: ['header-damaged'],
  },
  {
    title: 'the compression byte is unknown',
    apply: (fixture) => put(fixture, Buffer.concat([Buffer.from([3, 7]), Buffer.alloc(16), bodyOf(fixture)])),
    kinds: ['header-damaged'],
  },
  {
    title: 'a compressed body does not inflate',
    apply: (fixture) => put(fixture, Buffer.concat([Buffer.from([3, 5]), Buffer.alloc(16), bodyOf(fixture)])),
    kinds: ['body-damaged'],
  },
  {
    title: 'the schema version id is unknown',
    apply: (fixture) => put(fixture, encodeRecord(UNKNOWN, bodyOf(fixture))),
    kinds: ['schema-version-missing'],
  },
  {
    title: 'the schema is that of another topic',
    apply: (fixture) => put(fixture, encodeRecord(CUSTOMER, avroString('Ada'))),
    kinds: ['schema-foreign'],
  },
  {
    title: 'the record is cut off',
    apply: (fixture) => put(fixture, encodeRecord(ORDER, bodyOf(fixture).subarray(0, -3))),
    kinds: ['record-undecodable'],
  },
  {
    title: 'bytes are left behind the record',
    apply: (fixture) => put(fixture, encodeRecord(ORDER, Buffer.concat([bodyOf(fixture), Buffer.from([0, 0])]))),
    kinds: ['record-undecodable'],
  },
  {
    title: 'an order refers to no customer',
    apply: (fixture) => putOrder(fixture, (order) => ({ ...order, customer_id: '0000000000' })),
    kinds: ['reference-dangling'],
  },
  {
    title: 'a value lies above its range',
    apply: (fixture) => putOrder(fixture, (order) => ({ ...order, quantity: '5' })),
    kinds: ['value-out-of-range'],
  },
  {
    title: 'a value lies below its range',
    apply: (fixture) => putOrder(fixture, (order) => ({ ...order, product_id: '100' })),
    kinds: ['value-out-of-range'],
  },
  {
    title: 'a value is no number',
    apply: (fixture) => putOrder(fixture, (order) => ({ ...order, quantity: 'two' })),
    kinds: ['value-out-of-range'],
  },
];

describe('verify on records', () => {
  for (const { title, apply, kinds } of DAMAGES) {
    it(`answers ${kinds.join(' and ')} when ${title}`, async () => {
      const fixture = healthy();
      apply(fixture);
      const { faults } = await ask(fixture);
      assert.deepEqual(
        faults.map(({ kind }) => kind),
        [...kinds],
        JSON.stringify(faults, undefined, 1),
      );
      assert.deepEqual([faults[0]?.topic, faults[0]?.partition, faults[0]?.offset], ['order', 1, OFFSET]);
    });
  }

  it('answers tombstone when the sink stops at null values, and what the tombstone leaves behind in S3', async () => {
    const fixture = healthy();
    put(fixture, null);
    const kinds = (await ask(fixture)).faults.map(({ kind }) => kind);
    assert.ok(kinds.includes('tombstone'), kinds.join());
    assert.ok(kinds.includes('line-extra'), kinds.join());
  });

  it('answers schema-version-missing once, with how many records it concerns, when the schema is deleted', async () => {
    const fixture = healthy();
    fixture.schemas.delete(ORDER);
    const { faults } = await ask(fixture);
    assert.deepEqual([...new Set(faults.map(({ kind }) => kind))], ['schema-version-missing']);
    assert.equal(
      faults.reduce((sum, { count = 1 }) => sum + count, 0),
      415,
    );
  });

  it('answers schema-version-unavailable when the version failed its compatibility check', async () => {
    const fixture = healthy();
    changeVersion(fixture, { status: 'FAILURE' });
    assert.equal((await ask(fixture)).faults[0]?.kind, 'schema-version-unavailable');
  });

  it('answers schema-foreign when the schema lies in another registry', async () => {
    const fixture = healthy();
    changeVersion(fixture, { registry: 'another' });
    assert.equal((await ask(fixture)).faults[0]?.kind, 'schema-foreign');
  });

  it('answers records-missing when a record is in the log that the sink passed over', async () => {
    const fixture = healthy();
    const log = logOf(fixture, PLACE);
    const kept = log.records;
    log.records = kept.filter(({ offset }) => offset !== OFFSET);
    writeObjects(fixture);
    log.records = kept;
    const { faults } = await ask(fixture);
    assert.deepEqual(
      faults.map(({ kind, offset, count }) => ({ kind, offset, count })),
      [{ kind: 'line-missing', offset: OFFSET, count: 1 }],
    );
  });
});

describe('verify on healthy variants', () => {
  it('finds nothing wrong with compressed records', async () => {
    const fixture = healthy();
    put(fixture, encodeRecord(ORDER, bodyOf(fixture), { compression: 'zlib' }));
    assert.deepEqual((await ask(fixture)).faults, []);
  });

  it('finds nothing wrong where compaction left holes', async () => {
    const fixture = healthy();
    const log = logOf(fixture, PLACE);
    log.records = log.records.filter(({ offset }) => offset % 7 !== 3);
    writeObjects(fixture);
    assert.deepEqual((await ask(fixture)).faults, []);
  });

  it('finds nothing wrong with tombstones that the sink ignores', async () => {
    const fixture = healthy();
    fixture.sinkConfig['behavior.on.null.values'] = 'ignore';
    put(fixture, null);
    writeObjects(fixture);
    const { faults, partitions } = await ask(fixture);
    assert.deepEqual(faults, []);
    assert.equal(
      partitions.reduce((sum, { tombstones }) => sum + tombstones, 0),
      1,
    );
  });

  for (const isolation of ['read_committed', undefined]) {
    it(`finds nothing wrong with aborted records that a sink did not get (isolation ${isolation ?? 'not known'})`, async () => {
      const fixture = healthy();
      if (isolation) fixture.sinkConfig['consumer.override.isolation.level'] = isolation;
      for (const offset of [19, 20, 21, 55]) replaceRecord(fixture, PLACE, { offset, aborted: true });
      writeObjects(fixture);
      assert.deepEqual((await ask(fixture)).faults, []);
    });
  }

  it('finds nothing wrong with aborted records that a sink did get', async () => {
    const fixture = healthy();
    for (const offset of [19, 20, 21, 55]) replaceRecord(fixture, PLACE, { offset, aborted: true });
    assert.deepEqual((await ask(fixture)).faults, []);
  });

  it('finds nothing wrong with undecodable records that the sink passes over, but for the records themselves', async () => {
    const fixture = healthy();
    fixture.sinkConfig['errors.tolerance'] = 'all';
    const log = logOf(fixture, PLACE);
    const kept = log.records;
    log.records = kept.filter(({ offset }) => offset !== OFFSET);
    writeObjects(fixture);
    log.records = kept;
    put(fixture, Buffer.from('not framed at all, and long enough'));
    assert.deepEqual(
      (await ask(fixture)).faults.map(({ kind }) => kind),
      ['header-damaged'],
    );
  });

  it('judges records that no object holds, though it looks ahead to where the next object begins', async () => {
    const fixture = healthy();
    fixture.sinkConfig['errors.tolerance'] = 'all';
    for (const offset of [20, 21]) replaceRecord(fixture, PLACE, { offset, aborted: true });
    const log = logOf(fixture, PLACE);
    const kept = log.records;
    log.records = kept.filter(({ offset }) => offset !== 22);
    writeObjects(fixture);
    log.records = kept;
    replaceRecord(fixture, PLACE, { offset: 22, value: Buffer.from('not framed at all, and long enough') });
    assert.deepEqual(
      (await ask(fixture)).faults.map(({ kind, offset }) => ({ kind, offset })),
      [{ kind: 'header-damaged', offset: 22 }],
    );
  });

  it('takes the line of a record that the converter reads although it should not', async () => {
    const fixture = healthy();
    fixture.sinkConfig['errors.tolerance'] = 'all';
    put(fixture, encodeRecord(ORDER, Buffer.concat([bodyOf(fixture), Buffer.from([0, 0])])));
    assert.deepEqual(
      (await ask(fixture)).faults.map(({ kind }) => kind),
      ['record-undecodable'],
    );
  });

  it('counts what is not in S3 yet as pending, and finds nothing wrong', async () => {
    const fixture = healthy();
    const last =
      [...fixture.objects.keys()]
        .filter((key) => key.includes('order/partition=1'))
        .toSorted()
        .at(-1) ?? '';
    const start = Number(/(\d+)\.json$/.exec(last)?.[1]);
    fixture.objects.delete(last);
    fixture.committed.set(PLACE, start);
    const { faults, partitions } = await ask(fixture);
    assert.deepEqual(faults, []);
    assert.equal(
      partitions.reduce((sum, { pending }) => sum + pending, 0),
      logOf(fixture, PLACE).end - start,
    );
  });

  it('does not judge references into a topic whose beginning is gone', async () => {
    const fixture = healthy();
    logOf(fixture, 'customer-0').low = 40;
    const { faults, notProvable } = await ask(fixture);
    assert.deepEqual(faults, []);
    assert.match(notProvable.join(), /references from order.value.customer_id to customer.key/);
  });

  it('names a transformation as not provable', async () => {
    const fixture = healthy();
    fixture.sinkConfig['transforms'] = 'mask';
    assert.match((await ask(fixture)).notProvable.join(), /transformation `mask` of connector `order-sink`/);
  });
});
