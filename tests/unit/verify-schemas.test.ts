import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createFaultLog } from '../../scripts/verify/fault-log.ts';
import { refuseUnknownField } from '../../scripts/verify/rule-fields.ts';
import type { SchemaHistory } from '../../scripts/verify/schema-history.ts';
import { checkSchema, type TopicSchema } from '../../scripts/verify/schemas.ts';
import { shapeDifference, shapeOf } from '../../scripts/verify/schema-shape.ts';
import { ask, healthy } from './verify-fixture.ts';

const FILE = 'schemas/order.avsc';
const ORDER = readFileSync(new URL(`../../configs/${FILE}`, import.meta.url), 'utf8');
const TEXT = ['null', 'string'];

const record = (fields: readonly object[]) =>
  JSON.stringify({ type: 'record', name: 'Gen0', namespace: 'com.amazonaws.mskdatagen', fields });
const field = (name: string, type: unknown = TEXT, more: object = { default: null }) => ({ name, type, ...more });
const V1 = record([field('quantity'), field('product_id'), field('customer_id')]);
const WITH_COUPON = record([field('quantity'), field('coupon'), field('product_id'), field('customer_id')]);
const WITH_NUMBER = record([field('quantity', ['null', 'int']), field('product_id'), field('customer_id')]);

/** A schema whose versions are numbered from 1; `undefined` is one that was deleted, `null` one that was refused. */
const history = (
  definitions: readonly (string | null | undefined)[],
  change: Partial<SchemaHistory> = {},
): SchemaHistory => ({
  registry: 'online-order',
  schema: 'order',
  dataFormat: 'AVRO',
  compatibility: 'BACKWARD',
  checkpoint: 1,
  versions: definitions
    .flatMap((definition, index) => (definition ? [{ number: index + 1, definition }] : []))
    .toReversed(),
  numbers: new Set(definitions.flatMap((definition, index) => (definition === undefined ? [] : [index + 1]))),
  ...change,
});

const judge = (schema: SchemaHistory, change: Partial<TopicSchema> = {}) => {
  const log = createFaultLog();
  const uses = schema.versions.map(({ number }) => ({ number, partition: 2, offset: number * 10 }));
  checkSchema({ topic: 'order', history: schema, uses, expected: undefined, ...change }, log.add);
  return log.list();
};

const expected = { topic: 'order', file: FILE, definition: ORDER, evolves: true };

describe('the expected schema', () => {
  it('is met by the same fields however they are written: the form of a definition proves nothing', () => {
    const form = JSON.stringify({
      fields: [
        { default: null, type: ['null', { type: 'string' }], name: 'quantity', doc: 'how many' },
        { type: TEXT, name: 'product_id', default: null },
        { type: TEXT, name: 'customer_id', default: null },
      ],
      name: 'com.amazonaws.mskdatagen.Gen0',
      type: 'record',
    });
    assert.deepEqual(judge(history([form]), { expected }), []);
  });

  const others: readonly (readonly [string, string, string, string])[] = [
    ['a type', WITH_NUMBER, '`quantity`: null or string, default null', '`quantity`: null or int, default null'],
    [
      'the order of fields',
      record([field('product_id'), field('quantity'), field('customer_id')]),
      '`quantity`: null or string, default null',
      '`product_id`: null or string, default null',
    ],
    [
      'a default',
      record([field('quantity', ['string', 'null'], { default: '1' }), field('product_id'), field('customer_id')]),
      '`quantity`: null or string, default null',
      '`quantity`: string or null, default "1"',
    ],
    [
      'a field left out',
      record([field('quantity'), field('product_id')]),
      '`customer_id`: null or string, default null',
      'nothing more',
    ],
    [
      'the name',
      V1.replace('Gen0', 'Gen1'),
      'record com.amazonaws.mskdatagen.Gen0',
      'record com.amazonaws.mskdatagen.Gen1',
    ],
  ];
  for (const [what, definition, wanted, found] of others) {
    it(`is not met by another schema: ${what}, named with the first record that has it`, () => {
      const [fault, ...more] = judge(history([definition]), { expected });
      assert.deepEqual(more, []);
      assert.deepEqual(
        [fault?.kind, fault?.topic, fault?.partition, fault?.offset, fault?.expected, fault?.found],
        ['schema-unexpected', 'order', 2, 10, `${wanted} (${FILE})`, `${found} (version 1)`],
      );
    });
  }

  it('may evolve into what gets along with it, unless it must not', () => {
    const evolved = history([V1, WITH_COUPON]);
    assert.deepEqual(judge(evolved, { expected }), []);
    const pinned = judge(evolved, { expected: { ...expected, evolves: false } });
    assert.deepEqual(
      pinned.map(({ kind, offset, found }) => [kind, offset, found]),
      [['schema-unexpected', 20, '`coupon`: null or string, default null (version 2)']],
    );
  });

  it('is not met by what came after it and does not get along, although the mode NONE lets it in', () => {
    const faults = judge(history([V1, WITH_NUMBER], { compatibility: 'NONE' }), { expected });
    assert.deepEqual(
      faults.map(({ kind, offset }) => [kind, offset]),
      [['schema-unexpected', 20]],
    );
  });

  it('concerns only versions that records name', () => {
    assert.deepEqual(judge(history([WITH_NUMBER]), { expected, uses: [] }), []);
  });
});

describe('each version and those before it', () => {
  it('get along under the mode of the schema, or the fault says where and with which', () => {
    const [fault, ...more] = judge(history([V1, WITH_COUPON, WITH_NUMBER]));
    assert.deepEqual(more, []);
    assert.equal(fault?.kind, 'schema-incompatible');
    assert.equal(fault?.expected, 'version 3 of schema `order` to be BACKWARD compatible');
    assert.equal(fault?.found, '/fields/0/type: reader union lacking writer type: STRING (new reads old, version 2)');
  });

  it('are compared from the checkpoint on, not under NONE, and not with a version that was refused', () => {
    assert.deepEqual(judge(history([V1, WITH_NUMBER], { checkpoint: 2 })), []);
    assert.deepEqual(judge(history([V1, WITH_NUMBER], { compatibility: 'NONE' })), []);
    assert.deepEqual(judge(history([V1, null, WITH_COUPON])), []);
    assert.equal(judge(history([V1, null, WITH_NUMBER])).length, 1);
  });

  it('are not compared across a version that was deleted, but for the modes that ask for all', () => {
    assert.deepEqual(judge(history([V1, undefined, WITH_NUMBER])), []);
    assert.equal(judge(history([V1, undefined, WITH_NUMBER], { compatibility: 'BACKWARD_ALL' })).length, 1);
  });
});

describe('shapeOf', () => {
  it('resolves names, and keeps logical types, symbols, sizes and nested fields', () => {
    const definition = {
      type: 'record',
      name: 'a.Order',
      fields: [
        { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
        { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } },
        { name: 'to', type: { type: 'record', name: 'Address', fields: [{ name: 'city', type: 'string' }] } },
        { name: 'from', type: ['null', 'Address'] },
        { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] } },
        { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 16 } },
        { name: 'tags', type: { type: 'map', values: { type: 'array', items: 'string' } } },
      ],
    };
    assert.deepEqual(shapeOf(JSON.stringify(definition)), [
      'record a.Order',
      '`at`: long (timestamp-millis)',
      '`price`: bytes (decimal 9 2)',
      '`to`: record a.Address',
      '`to.city`: string',
      '`from`: null or a.Address',
      '`kind`: enum a.Kind of ["A","B"]',
      '`hash`: fixed a.Hash of 16 bytes',
      '`tags`: map of list of string',
    ]);
    assert.equal(shapeDifference(['a'], ['a']), undefined);
    assert.throws(() => shapeOf('{"type":"record"}'), { name: 'DefinitionError' });
  });
});

describe('the versions that records name', () => {
  it('are collected while decoding, each with the first record of its partition', async () => {
    const { versions } = await ask(healthy());
    assert.deepEqual(
      versions.filter(({ topic }) => topic === 'order'),
      [
        { topic: 'order', number: 1, partition: 0, offset: 0 },
        { topic: 'order', number: 1, partition: 1, offset: 0 },
        { topic: 'order', number: 1, partition: 2, offset: 0 },
      ],
    );
  });
});

describe('a field that a rule names', () => {
  const place = (name: string) => ({ topic: 'order', part: 'value' as const, field: name });

  it('must be in one version of the schema at least, or the rule would pass over every record', () => {
    const schema = history([V1, WITH_COUPON]);
    refuseUnknownField(place('coupon'), schema);
    assert.throws(() => refuseUnknownField(place('custmer_id'), schema), {
      message:
        'No version of schema `order` has a field `custmer_id`, which order.value.custmer_id names; did you mean `customer_id`',
      exitCode: 2,
    });
    assert.throws(() => refuseUnknownField(place('quantity.unit'), schema), /has a field `unit`/);
  });
});
