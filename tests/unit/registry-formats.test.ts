import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatOf } from '../../glue/registry/definitions/format.ts';
import type { DataFormat } from '../../glue/registry/store/rows.ts';

const DRAFT = '://json-schema.org/draft-0';

async function refusal(dataFormat: DataFormat, text: string): Promise<string> {
  const format = await formatOf(dataFormat);
  try {
    format.parse(text);
    return '';
  } catch (error) {
    return error instanceof Error && error.name === 'DefinitionError' ? error.message : `bug: ${String(error)}`;
  }
}

describe('JSON schemas', () => {
  it('are held against the draft that they name, draft-07 when they name none', async () => {
    assert.equal(await refusal('JSON', '{"type":"object","properties":{"a":{"type":"string"}}}'), '');
    assert.equal(await refusal('JSON', 'true'), '');
    assert.match(await refusal('JSON', '{"type":"strnig"}'), /type must be equal to one of the allowed values/);
    // `exclusiveMinimum` is a boolean in draft-04 and a number from draft-06 on.
    for (const scheme of ['http', 'https']) {
      const exclusive = (draft: number, value: string) =>
        `{"$schema":"${scheme}${DRAFT}${draft}/schema#","minimum":1,"exclusiveMinimum":${value}}`;
      for (const [draft, right, wrong] of [
        [4, 'true', '1'],
        [6, '1', 'true'],
        [7, '1', 'true'],
      ] as const) {
        assert.equal(await refusal('JSON', exclusive(draft, right)), '');
        assert.match(await refusal('JSON', exclusive(draft, wrong)), /exclusiveMinimum must be/, `draft-0${draft}`);
      }
    }
  });

  it('are refused when they are no object, or name a meta-schema that nobody has', async () => {
    for (const text of ['[]', '1', '"x"', 'null'])
      assert.equal(await refusal('JSON', text), 'A JSON schema is an object or a boolean');
    assert.match(await refusal('JSON', '{"$schema":"http://example.test/own"}'), /no schema with key or ref/);
    assert.equal(await refusal('JSON', '{"$ref":"#/nowhere"}'), '');
  });
});

describe('JSON schemas that are nested deep', () => {
  const nested = (levels: number) => `${'{"not":'.repeat(levels)}{}${'}'.repeat(levels)}`;

  it('are taken up to hundreds of levels, and refused with the reason where the stack ends', async () => {
    assert.equal(await refusal('JSON', nested(400)), '');
    assert.equal(await refusal('JSON', nested(995)), 'The schema is nested too deep to be checked');
  });
});

describe('Protobuf schemas', () => {
  it('are parsed in both syntaxes, with comments, services, maps and imports that nobody resolves', async () => {
    const proto2 = 'syntax = "proto2";\nmessage A { required int32 a = 1; optional string b = 2 [default = "x"]; }';
    const proto3 = `// first a comment
syntax = "proto3";
package a.b;
import "google/protobuf/timestamp.proto";
message A { map<string, int32> counts = 1; repeated google.protobuf.Timestamp at = 2; oneof c { string d = 3; } enum E { X = 0; } }
service S { rpc Get (A) returns (stream A); }`;
    for (const text of [proto2, proto3]) assert.equal(await refusal('PROTOBUF', text), '');
  });

  it('are refused with the place when the syntax is wrong', async () => {
    assert.equal(await refusal('PROTOBUF', '\n  not a schema'), 'Syntax error in :2:3: unexpected label: not');
    assert.match(await refusal('PROTOBUF', 'syntax = "proto3";\nmessage A { int32 a }'), /^Syntax error: .*line 2/);
    assert.match(await refusal('PROTOBUF', 'message A {'), /^Syntax error: /);
  });

  it('count as equal when only their line ends differ', async () => {
    const { parse } = await formatOf('PROTOBUF');
    const text = 'syntax = "proto3";\nmessage A {}\n';
    assert.equal(parse(text).canonical, parse(text.replaceAll('\n', '\r\n')).canonical);
  });
});
