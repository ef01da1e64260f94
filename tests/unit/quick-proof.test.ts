import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import avro from 'avsc';
import { encodeRecord } from '../../glue/record.ts';
import { compileAvro } from '../../scripts/records/avro.ts';
import { IS_ABSENT, IS_NULL } from '../../scripts/records/avro-match.ts';
import { createQuickProof, fieldsOf } from '../../scripts/verify/quick-proof.ts';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

const SCHEMA = {
  type: 'record',
  name: 'All',
  fields: [
    { name: 'text', type: ['null', 'string'] },
    { name: 'small', type: 'int' },
    { name: 'large', type: { type: 'long', 'connect.default': 0 } },
    { name: 'real', type: 'double' },
    { name: 'short', type: 'float' },
    { name: 'yes', type: 'boolean' },
    { name: 'raw', type: 'bytes' },
    { name: 'four', type: { type: 'fixed', name: 'Four', size: 4 } },
    { name: 'suit', type: { type: 'enum', name: 'Suit', symbols: ['HEARTS', 'SPADES'] } },
    { name: 'inner', type: { type: 'record', name: 'Inner', fields: [{ name: 'none', type: 'null' }] } },
  ],
};

const DATUM = {
  text: 'Zoë 1',
  small: -7,
  large: 9_007_199_254_740,
  real: 0.1,
  short: 1.5,
  yes: true,
  raw: Buffer.from('bytes'),
  four: Buffer.from('four'),
  suit: 'SPADES',
  inner: { none: null },
};

interface Case {
  readonly schema?: object;
  readonly datum: unknown;
  readonly wanted?: readonly string[] | undefined;
}

/** A value with the line that the long way makes of it, and a proof that has met its schema. */
function caseOf({ schema = SCHEMA, datum, wanted = [] }: Case) {
  const codec = compileAvro(JSON.stringify(schema));
  const value = encodeRecord(ID, avro.Type.forSchema(JSON.parse(JSON.stringify(schema))).toBuffer(datum));
  const quick = createQuickProof({ get: () => ({ version: undefined, codec, problem: undefined }) }, wanted);
  quick.learn(value);
  return { value, line: codec.toJson(codec.decode(value, 18)), quick };
}

function prove({ value, line, quick }: ReturnType<typeof caseOf>, ending = '\n') {
  const block = { bytes: Buffer.from(`${line}${ending}`), at: 0 };
  // A value lies between the bytes of others.
  const bytes = Buffer.concat([Buffer.from('{"'), value, Buffer.from('"}')]);
  const spans = quick.prove({ ...NOBODY, bytes, valueAt: 2, valueEnd: 2 + value.length }, block);
  const texts = spans && Array.from({ length: spans.length / 2 }, (_, index) => textAt(block.bytes, spans, index * 2));
  return { texts, at: block.at, length: block.bytes.length };
}

function textAt(line: Buffer, spans: Int32Array, at: number): string | number {
  const [from = 0, to] = spans.subarray(at);
  return from < 0 ? from : line.toString('utf8', from, to);
}

const NOBODY = {
  offset: 0,
  timestamp: 0,
  key: null,
  value: null,
  aborted: false,
  next: () => false,
  copy: () => NOBODY,
};

describe('createQuickProof', () => {
  it('proves a value of every type that it knows and goes behind its line', () => {
    const { texts, at, length } = prove(caseOf({ datum: DATUM }));
    assert.ok(texts);
    assert.equal(at, length);
  });

  it('finds the fields that rules look at, and says which there are not', () => {
    const { texts } = prove(caseOf({ datum: DATUM, wanted: ['text', 'small', 'suit', 'yes', 'other'] }));
    assert.deepEqual(texts, ['Zoë 1', '-7', 'SPADES', 'true', IS_ABSENT]);
  });

  it('leaves fields that rules look at to the long way when their text in a line is not their value', () => {
    for (const name of ['real', 'short', 'raw', 'four', 'inner']) {
      assert.equal(prove(caseOf({ datum: DATUM, wanted: [name] })).texts, undefined, name);
    }
  });

  it('proves no line in which any one byte is another, and stays before it', () => {
    const whole = caseOf({ datum: DATUM });
    const bytes = Buffer.from(whole.line);
    for (let index = 0; index < bytes.length; index += 1) {
      const line = Buffer.from(bytes);
      line[index] = (line[index] ?? 0) ^ 1;
      const block = { bytes: Buffer.concat([line, Buffer.from('\n')]), at: 0 };
      const record = { ...NOBODY, bytes: whole.value, valueAt: 0, valueEnd: whole.value.length };
      assert.equal(whole.quick.prove(record, block), undefined, line.toString());
      assert.equal(block.at, 0);
    }
  });

  it('proves no value in which any one byte is another', () => {
    const whole = caseOf({ datum: DATUM });
    for (let index = 0; index < whole.value.length; index += 1) {
      const value = Buffer.from(whole.value);
      value[index] = (value[index] ?? 0) ^ 2;
      assert.equal(prove({ ...whole, value }).texts, undefined, `byte ${index}`);
    }
  });

  it('proves no value that is cut off or has bytes behind it, and no line that is', () => {
    const whole = caseOf({ datum: DATUM });
    assert.equal(prove({ ...whole, value: whole.value.subarray(0, -1) }).texts, undefined);
    assert.equal(prove({ ...whole, value: Buffer.concat([whole.value, Buffer.alloc(1)]) }).texts, undefined);
    assert.equal(prove({ ...whole, value: Buffer.alloc(0) }).texts, undefined);
    assert.equal(prove(whole, '').texts, undefined);
    assert.equal(prove(whole, ' \n').texts, undefined);
  });

  it('proves null in the place of a text', () => {
    assert.deepEqual(prove(caseOf({ datum: { ...DATUM, text: null }, wanted: ['text'] })).texts, [IS_NULL]);
  });

  it('leaves what JSON escapes, and longs that a number cannot hold, to the long way', () => {
    for (const text of ['a"b', 'a\\b', 'a\nb', 'a\u0000b']) {
      assert.equal(prove(caseOf({ datum: { ...DATUM, text } })).texts, undefined, JSON.stringify(text));
    }
    const long = { type: 'record', name: 'Long', fields: [{ name: 'it', type: 'long' }] };
    const whole = caseOf({ schema: long, datum: { it: 1 } });
    const value = encodeRecord(ID, Buffer.from('ffffffffffffffffff01', 'hex'));
    assert.equal(prove({ ...whole, value, line: '{"it":-9223372036854775808}' }).texts, undefined);
  });

  it('leaves lists, maps and types that hold themselves to the long way', () => {
    const self = { type: 'record', name: 'Self', fields: [{ name: 'next', type: ['null', 'Self'] }] };
    const list = { type: 'record', name: 'List', fields: [{ name: 'items', type: { type: 'array', items: 'int' } }] };
    const map = { type: 'record', name: 'Map', fields: [{ name: 'items', type: { type: 'map', values: 'int' } }] };
    assert.equal(prove(caseOf({ schema: self, datum: { next: null } })).texts, undefined);
    assert.equal(prove(caseOf({ schema: list, datum: { items: [1] } })).texts, undefined);
    assert.equal(prove(caseOf({ schema: map, datum: { items: { a: 1 } } })).texts, undefined);
  });

  it('proves nothing under a header that it has not met, and nothing compressed', () => {
    const whole = caseOf({ datum: DATUM });
    const other = Buffer.from(whole.value);
    other[17] = (other[17] ?? 0) ^ 1;
    assert.equal(prove({ ...whole, value: other }).texts, undefined);
    const zlib = encodeRecord(ID, whole.value.subarray(18), { compression: 'zlib' });
    whole.quick.learn(zlib);
    assert.equal(prove({ ...whole, value: zlib }).texts, undefined);
  });

  it('knows several headers side by side', () => {
    const whole = caseOf({ datum: DATUM });
    const other = Buffer.from(whole.value);
    other[17] = (other[17] ?? 0) ^ 1;
    whole.quick.learn(other);
    for (const value of [whole.value, other, whole.value]) assert.ok(prove({ ...whole, value }).texts);
  });
});

describe('fieldsOf', () => {
  const order = (part: 'key' | 'value', field?: string) => ({ topic: 'order', part, field });
  const rules = (field: string | undefined) => ({
    rules: {
      references: [{ from: order('value', field), to: { ...order('key'), topic: 'customer' }, nullable: false }],
      ranges: [],
    },
    collects: [order('value', 'id'), order('key')],
  });

  it('names the fields of the topic that rules look at or that are collected', () => {
    assert.deepEqual(fieldsOf('order', rules('customer_id')), ['customer_id', 'id']);
  });

  it('names none when a rule looks at a whole value or into a nested record, which only the long way can', () => {
    assert.equal(fieldsOf('order', rules(undefined)), undefined);
    assert.equal(fieldsOf('order', rules('address.city')), undefined);
  });
});
