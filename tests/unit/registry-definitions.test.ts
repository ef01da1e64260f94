import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { avroFormat } from '../../glue/registry/definitions/avro/format.ts';
import { jsonPatch } from '../../glue/registry/definitions/diff.ts';
import { parseJson } from '../../glue/registry/definitions/json-text.ts';

const canonical = (text: string) => avroFormat.parse(text).canonical;
const patch = (first: string, second: string) => jsonPatch(parseJson(first), parseJson(second));
const record = (field: string) => `{"type":"record","name":"R","fields":[${field}]}`;

describe('equality of definitions', () => {
  it('counts doc, default and aliases, and not order or white space', () => {
    const plain = record('{"name":"a","type":"int"}');
    assert.equal(canonical(plain), canonical(record(' { "type" : "int", "name" : "a" } ')));
    for (const more of ['"doc":"x"', '"default":1', '"aliases":["b"]']) {
      assert.notEqual(canonical(plain), canonical(record(`{"name":"a","type":"int",${more}}`)), more);
    }
  });

  it('keeps whole numbers apart beyond what a double can hold', () => {
    const withDefault = (number: string) => record(`{"name":"a","type":"long","default":${number}}`);
    assert.notEqual(canonical(withDefault('9007199254740993')), canonical(withDefault('9007199254740992')));
  });
});

describe('Avro definitions', () => {
  const refusals: Readonly<Record<string, readonly [string, RegExp]>> = {
    'a name that is none': ['{"type":"fixed","name":"1a","size":1}', /Illegal initial character: 1a/],
    'a type that is not defined': [record('{"name":"a","type":"Nope"}'), /Undefined name: "Nope"/],
    'a record without fields': ['{"type":"record","name":"R"}', /Record has no fields/],
    'two fields of one name': [record('{"name":"a","type":"int"},{"name":"a","type":"int"}'), /Duplicate field a/],
    'a default of another type': [record('{"name":"a","type":"int","default":"x"}'), /Invalid default for field a/],
    'a default that fits the second branch only': [
      record('{"name":"a","type":["null","int"],"default":1}'),
      /Invalid default/,
    ],
    'a name given twice': [
      '[{"type":"fixed","name":"F","size":1},{"type":"fixed","name":"F","size":1}]',
      /Can't redefine: F/,
    ],
    'a union in a union': ['["null",["int"]]', /Nested union/],
    'a symbol twice': ['{"type":"enum","name":"E","symbols":["X","X"]}', /Duplicate in enum: X/],
    'text after the end': ['"int" "int"', /trailing/i],
    nothing: [' ', /end-of-input/],
  };
  it('are taken and refused as Java does at the edges of names and numbers', () => {
    const named = (name: string) => JSON.stringify({ type: 'fixed', name, size: 1 });
    avroFormat.parse(named('É٣'));
    assert.throws(() => avroFormat.parse(named('𝒜')), /Illegal initial character: 𝒜/);
    assert.throws(() => avroFormat.parse(named('A𝒜')), /Illegal character in: A𝒜/);
    for (const value of ['0x1p3', '-0X.8P-1f', '1.5e3d']) {
      avroFormat.parse(record(`{"name":"a","type":"double","default":"${value}"}`));
    }
    assert.throws(() => avroFormat.parse(record('{"name":"a","type":"double","default":"0x1"}')), /Invalid default/);
  });

  for (const [what, [text, reason]] of Object.entries(refusals)) {
    it(`refuse ${what}, and say so`, () => assert.throws(() => avroFormat.parse(text), reason));
  }
});

describe('differences of definitions', () => {
  it('replace what changed in place, and add and remove around it', () => {
    assert.equal(
      patch('{"a":1,"b":[1,2,3]}', '{"a":2,"b":[1,9,3]}'),
      '[{"op":"replace","path":"/a","value":2},{"op":"replace","path":"/b/1","value":9}]',
    );
    assert.equal(patch('{"a":1}', '{"b":1.0}'), '[{"op":"remove","path":"/a"},{"op":"add","path":"/b","value":1.0}]');
    assert.equal(
      patch('[1,2,3,4]', '[4]'),
      '[{"op":"remove","path":"/0"},{"op":"remove","path":"/0"},{"op":"remove","path":"/0"}]',
    );
    assert.equal(patch('[1]', '[0,1]'), '[{"op":"add","path":"/0","value":0}]');
  });

  it('write a tilde and a slash in a name as JSON pointers want them', () => {
    assert.equal(patch('{"a/b~c":1}', '{}'), '[{"op":"remove","path":"/a~1b~0c"}]');
  });
});
