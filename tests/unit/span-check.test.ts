import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IS_ABSENT, IS_NULL } from '../../scripts/records/avro-match.ts';
import { createKnownTexts } from '../../scripts/records/known-texts.ts';
import { createAttributeChecks } from '../../scripts/verify/rule-check.ts';
import { createKeySet, type KeySet } from '../../scripts/verify/key-set.ts';
import { createSpanCheck } from '../../scripts/verify/span-check.ts';
import { createTally } from '../../scripts/verify/tally.ts';

const attribute = (topic: string, part: 'key' | 'value', field?: string) => ({ topic, part, field });

function customers(): KeySet {
  const keys = createKeySet(10);
  keys.add('anna');
  return keys;
}

function orders(keys: KeySet = customers()) {
  const tally = createTally();
  const faults: string[] = [];
  const checks = createAttributeChecks({
    topic: 'order',
    partition: 0,
    rules: {
      references: [
        { from: attribute('order', 'value', 'who'), to: attribute('customer', 'key'), nullable: false },
        { from: attribute('order', 'key'), to: attribute('customer', 'key'), nullable: false },
      ],
      ranges: [{ of: attribute('order', 'value', 'count'), min: 1, max: 4, whole: true, nullable: true }],
    },
    keys: new Map([['customer.key', keys]]),
    collects: [],
    tally,
    fault: (kind, { offset, found }) => void faults.push(`${kind} at ${offset}: ${found}`),
  });
  const check = createSpanCheck(checks, { wanted: ['who', 'count'], tally });
  const line = Buffer.from('anna bob 3 5');
  const spans = {
    anna: [0, 4],
    bob: [5, 8],
    three: [9, 10],
    five: [11, 12],
    null: [IS_NULL, 0],
    absent: [IS_ABSENT, 0],
  };
  let offset = 0;
  const order = (who: keyof typeof spans, count: keyof typeof spans, key = 'anna') => {
    const record = { timestamp: 0, aborted: false, value: null, bytes: line, valueAt: 0, valueEnd: 0 };
    const copy = () => ({ ...record, offset, key: Buffer.from(key) });
    check({ ...copy(), next: () => false, copy }, line, Int32Array.from([...spans[who], ...spans[count]]));
    offset += 1;
  };
  return { order, tally, faults };
}

describe('createSpanCheck', () => {
  it('counts every rule that was held against a value, whether its text was met before or not', () => {
    const { order, tally, faults } = orders();
    for (let index = 0; index < 5; index += 1) order('anna', 'three');
    assert.deepEqual(faults, []);
    assert.equal(tally.ruled, 15);
  });

  it('reports what is wrong each time, between values that are right', () => {
    const { order, faults } = orders();
    order('anna', 'five');
    order('bob', 'three');
    order('anna', 'three');
    order('bob', 'five', 'bob');
    assert.deepEqual(faults, [
      'value-out-of-range at 0: 5',
      'reference-dangling at 1: order.value.who is `bob`',
      'reference-dangling at 3: order.value.who is `bob`',
      'value-out-of-range at 3: 5',
      'reference-dangling at 3: order.key is `bob`',
    ]);
  });

  it('asks for a key only once where its bytes cannot be looked up, as in files', () => {
    const asked: string[] = [];
    const has = (key: string) => asked.push(key) > 0 && customers().has(key);
    const { order, faults, tally } = orders({ ...customers(), has, hasBytes: () => false });
    for (let index = 0; index < 5; index += 1) order('anna', 'three');
    assert.deepEqual(faults, []);
    assert.equal(tally.ruled, 15);
    // The keys of the five records, which are no fields, and the field of the first.
    assert.equal(asked.length, 5 + 1);
  });

  it('tells null from a field that the schema does not have', () => {
    const { order, faults, tally } = orders();
    order('null', 'null');
    order('absent', 'absent');
    assert.deepEqual(faults, ['reference-dangling at 0: order.value.who is null']);
    assert.equal(tally.ruled, 3);
  });
});

describe('createKnownTexts', () => {
  it('knows only what was added, also when many others had its place before', () => {
    const texts = createKnownTexts();
    const bytesOf = (text: string) => Buffer.from(`"${text}"`);
    const known = (text: string) => texts.has(bytesOf(text), 1, bytesOf(text).length - 1);
    const all = ['', '\u0000', '3', '105', 'Zoë', '0-7475-3269-9', 'x'.repeat(32)];
    for (const text of all) {
      assert.equal(known(text), false, text);
      texts.add(bytesOf(text), 1, bytesOf(text).length - 1);
      assert.equal(known(text), true, text);
    }
    for (let n = 0; n < 20_000; n += 1) {
      assert.equal(known(`customer ${n}`), false);
      texts.add(Buffer.from(`customer ${n}`), 0, `customer ${n}`.length);
    }
    texts.add(Buffer.from('x'.repeat(33)), 0, 33);
    assert.equal(known('x'.repeat(33)), false);
  });
});
