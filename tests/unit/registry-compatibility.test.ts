import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { avroFormat } from '../../glue/registry/definitions/avro/format.ts';
import { describeRefusal, refusalsOf, type History } from '../../glue/registry/definitions/modes.ts';
import type { Compatibility } from '../../glue/registry/store/rows.ts';

const INT = '"int"';
const LONG = '"long"';
const item = (...fields: readonly object[]) => JSON.stringify({ type: 'record', name: 'Item', fields });
const A = item({ name: 'a', type: 'int' });
const NO_FIELD = item();
const A_TEXT = item({ name: 'a', type: 'string', default: 'x' });

/** Whether a definition is taken after versions 1, 2, … and if not, the first reason. */
function verdict(compatibility: Compatibility, definition: string, { past, ...rest }: Past): string {
  const history: History[] = past.map((old, index) => ({ number: index + 1, definition: old, status: 'AVAILABLE' }));
  const candidate = {
    format: avroFormat,
    definition,
    compatibility,
    checkpoint: 1,
    history: history.toReversed(),
    ...rest,
  };
  const [first] = refusalsOf(candidate);
  return first ? describeRefusal(first) : 'taken';
}

interface Past {
  readonly past: readonly string[];
  readonly checkpoint?: number;
  readonly checkpointBase?: 'latest' | 'checkpoint';
}

const backward = (reader: string, writer: string) => verdict('BACKWARD', reader, { past: [writer] });

describe('compatibility modes', () => {
  it('asks in the direction that the mode names, FULL in both', () => {
    const old = { past: [INT] };
    assert.equal(verdict('BACKWARD', LONG, old), 'taken');
    assert.match(
      verdict('FORWARD', LONG, old),
      /^\/: reader type: INT not compatible with writer type: LONG \(old reads new, version 1\)$/,
    );
    assert.match(verdict('FULL', LONG, old), /old reads new/);
    assert.match(verdict('BACKWARD', INT, { past: [LONG] }), /new reads old, version 1/);
    assert.equal(verdict('FORWARD', INT, { past: [LONG] }), 'taken');
    assert.equal(verdict('NONE', '"string"', old), 'taken');
  });

  it('compares with the latest version, or with the checkpoint version when told to', () => {
    const past = [A, NO_FIELD];
    assert.equal(verdict('BACKWARD', A_TEXT, { past }), 'taken');
    assert.match(
      verdict('BACKWARD', A_TEXT, { past, checkpointBase: 'checkpoint' }),
      /^\/fields\/0\/type: .* version 1\)$/,
    );
    assert.equal(verdict('BACKWARD', A_TEXT, { past, checkpoint: 2, checkpointBase: 'checkpoint' }), 'taken');
  });

  it('compares with all versions from the checkpoint on under an `_ALL` mode', () => {
    const past = [A, NO_FIELD];
    for (const mode of ['BACKWARD_ALL', 'FULL_ALL'] as const)
      assert.match(verdict(mode, A_TEXT, { past }), /version 1\)$/);
    assert.equal(verdict('BACKWARD_ALL', A_TEXT, { past, checkpoint: 2 }), 'taken');
    assert.match(verdict('FORWARD_ALL', NO_FIELD, { past: [NO_FIELD, A] }), /old reads new, version 2\)$/);
  });

  it('passes over FAILURE and PENDING versions', () => {
    for (const status of ['FAILURE', 'PENDING'] as const) {
      const history = [
        { number: 2, definition: '"string"', status },
        { number: 1, definition: INT, status: 'AVAILABLE' as const },
      ];
      const rest = { format: avroFormat, compatibility: 'BACKWARD' as const, checkpoint: 1, history };
      assert.deepEqual(refusalsOf({ ...rest, definition: LONG }), []);
    }
  });
});

describe('Avro compatibility', () => {
  it('names the path and the reason of each refusal', () => {
    assert.equal(
      backward(item({ name: 'a', type: 'int' }, { name: 'b', type: 'string' }), A),
      '/fields/1: field b is new and has no default (new reads old, version 1)',
    );
    assert.equal(
      backward('{"type":"enum","name":"E","symbols":["X"]}', '{"type":"enum","name":"E","symbols":["X","Z","Y"]}'),
      '/symbols: reader lacks the symbols Y, Z and has no default (new reads old, version 1)',
    );
    assert.equal(
      backward('{"type":"fixed","name":"F","size":2}', '{"type":"fixed","name":"F","size":3}'),
      '/size: expected: 2, found: 3 (new reads old, version 1)',
    );
    assert.equal(
      backward(
        '{"type":"array","items":{"type":"map","values":"int"}}',
        '{"type":"array","items":{"type":"map","values":"long"}}',
      ),
      '/items/values: reader type: INT not compatible with writer type: LONG (new reads old, version 1)',
    );
    assert.match(backward('["null","int"]', '["null","string"]'), /^\/: reader union lacking writer type: STRING/);
    assert.match(
      backward('{"type":"fixed","name":"n.F","size":2}', '{"type":"fixed","name":"G","size":2}'),
      /^\/name: expected: n\.F, found: G/,
    );
  });

  it('compares names without their namespaces, as Java does, and takes aliases in full', () => {
    const named = (name: string, rest: object = {}) => JSON.stringify({ type: 'fixed', name, size: 1, ...rest });
    assert.equal(backward(named('n.F'), named('m.F')), 'taken');
    assert.equal(backward(named('n.G', { aliases: ['F'] }), named('n.F')), 'taken');
    assert.match(backward(named('n.G', { aliases: ['F'] }), named('m.F')), /expected: n\.G, found: m\.F/);
  });

  it('reads a record that contains itself', () => {
    const list = (type: string) =>
      item({ name: 'next', type: ['null', 'Item'], default: null }, { name: 'value', type });
    assert.equal(backward(list('long'), list('int')), 'taken');
    assert.match(backward(list('int'), list('string')), /\/fields\/1\/type: reader type: INT/);
  });

  it('finds a field under its alias, and refuses one that fits two', () => {
    const reader = item({ name: 'b', aliases: ['a'], type: 'int' });
    assert.equal(backward(reader, A), 'taken');
    assert.match(
      backward(reader, item({ name: 'a', type: 'int' }, { name: 'b', type: 'int' })),
      /matches multiple fields/,
    );
  });

  it('decides about the largest definitions in a moment: unions of thousands, tens of thousands of symbols', () => {
    const list = (count: number, make: (name: string) => object) => {
      const named = (offset: number) =>
        JSON.stringify(Array.from({ length: count }, (_, index) => make(`N${(offset + index).toString(36)}`)));
      return [named(0), named(count)] as const;
    };
    const unions = [
      list(3900, (name) => ({ type: 'fixed', name, size: 1 })),
      list(3000, (name) => ({ type: 'enum', name, symbols: ['A'] })),
      list(2200, (name) => ({ type: 'record', name, fields: [{ name: 'a', type: ['int'] }] })),
    ];
    const symbols = (offset: number) =>
      Array.from({ length: 20_000 }, (_, index) => `S${(offset + index).toString(36)}`);
    const large = (offset: number) => JSON.stringify({ type: 'enum', name: 'E', symbols: symbols(offset) });
    const fields = (offset: number) =>
      Array.from({ length: 4000 }, (_, index) => ({ name: `f${offset + index}`, type: 'int' }));
    const before = process.cpuUsage();
    for (const [first, second] of unions) {
      assert.match(backward(second, first), /^\/: reader union lacking writer type/);
      assert.equal(backward(first, first), 'taken');
    }
    const [some, others] = list(1700, (name) => ({ type: 'record', name, fields: [{ name: 'a', type: [name] }] }));
    assert.match(backward(some, others), /: too many types to compare/);
    assert.match(backward(large(0), large(20_000)), /^\/symbols: reader lacks the symbols/);
    assert.match(backward(item(...fields(0)), item(...fields(4000))), /^\/fields\/0: field f0 is new/);
    // In processor time, which other processes do not lengthen; pair by pair it was minutes.
    const seconds = process.cpuUsage(before).user / 1_000_000;
    assert.ok(seconds < 20, `${seconds} s`);
  });

  it('finds a field that fits two as Java does, even in a record whose name alone would do', () => {
    const aliased = '["null",{"type":"record","name":"A","fields":[{"name":"x","aliases":["y"],"type":"int"}]}]';
    const both = `["null",{"type":"record","name":"B","fields":[{"name":"x","type":"int"},{"name":"y","type":"int"}]}]`;
    assert.match(backward(aliased, both), /^\/1\/fields\/0: reader field x matches multiple fields/);
  });

  it('keeps its stack with definitions that are nested as deep as JSON may be', () => {
    const deep = (levels: number) => `${'{"type":"array","items":'.repeat(levels)}"int"${'}'.repeat(levels)}`;
    assert.equal(backward(deep(990), deep(990)), 'taken');
    assert.throws(() => backward(deep(1200), INT), /nesting depth/);
  });
});
