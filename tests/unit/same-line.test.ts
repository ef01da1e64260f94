import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileAvro } from '../../scripts/records/avro.ts';
import { isSameLine } from '../../scripts/verify/same-line.ts';

describe('isSameLine', () => {
  const lines: readonly (readonly [string, string, string, boolean])[] = [
    ['fields in another order, with white space', '{"a":1,"b":[1,{}]}', '{ "b": [1, {}], "a": 1 }', true],
    ['a double with other digits', '{"a":2.0E-44}', '{"a":2.00E-44}', true],
    ['a member that is there twice', '{"a":"3"}', '{"a":"99","a":"3"}', false],
    [
      'neighbouring longs that change places',
      '{"a":9007199254740992,"b":9007199254740993}',
      '{"a":9007199254740993,"b":9007199254740992}',
      false,
    ],
    ['a long that is written as a double', '{"a":9007199254740993}', '{"a":9007199254740993.0}', false],
    ['a zero with another sign', '{"a":-0.0}', '{"a":0.0}', false],
    ['a text instead of a number', '{"a":1}', '{"a":"1"}', false],
    ['a null instead of a member', '{"a":1}', '{"a":1,"b":null}', false],
    ['items in another order', '[1,2]', '[2,1]', false],
  ];
  for (const [what, expected, found, isSame] of lines) {
    it(`takes ${what} for ${isSame ? 'the same' : 'a difference'}`, () => {
      assert.equal(isSameLine(expected, found), isSame);
    });
  }
});

describe('a double in a line', () => {
  /** As OpenJDK 17 prints them. */
  const texts: Record<string, number> = {
    '1.0': 1,
    '-0.0': -0,
    '100.25': 100.25,
    '9999999.999': 9999999.999,
    '1.0E7': 1e7,
    '1.2345678123456787E7': 12345678.123456787,
    '1.0E15': 1e15,
    '0.001': 0.001,
    '9.99E-4': 0.000999,
    '-1.7976931348623157E308': -Number.MAX_VALUE,
  };
  const codec = compileAvro('{"type":"double"}');
  for (const [text, value] of Object.entries(texts)) {
    it(`is ${text}, as Java writes it`, () => {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(value);
      assert.equal(codec.toJson(codec.decode(bytes, 0)), text);
    });
  }
});
