import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Edit, firstEdit } from '../../scripts/verify/align.ts';

interface Case {
  readonly title: string;
  /** One character a line. */
  readonly expected: string;
  readonly found: string;
  readonly edit: Edit;
  readonly isWindow?: boolean;
}

const CASES: readonly Case[] = [
  {
    title: 'an edited line',
    expected: 'abcd',
    found: 'xbcd',
    edit: { kind: 'line-differs', count: 1 },
  },
  {
    title: 'an edited line before the same row again',
    expected: 'abacdef',
    found: 'xbacdef',
    edit: { kind: 'line-differs', count: 1 },
  },
  {
    title: 'an edited line that now says what a later row says',
    expected: 'abcdef',
    found: 'dbcdef',
    edit: { kind: 'line-differs', count: 1 },
  },
  {
    title: 'an edited line before a repeated row, with more to come',
    expected: 'abacde',
    found: 'xbacde',
    edit: { kind: 'line-differs', count: 1 },
    isWindow: true,
  },
  { title: 'a removed line', expected: 'abacde', found: 'bacde', edit: { kind: 'line-missing', count: 1 } },
  { title: 'removed lines', expected: 'abcdef', found: 'def', edit: { kind: 'line-missing', count: 3 } },
  {
    title: 'removed lines, with more to come',
    expected: 'abcdef',
    found: 'defghi',
    edit: { kind: 'line-missing', count: 3 },
    isWindow: true,
  },
  { title: 'an added line', expected: 'abacde', found: 'xabacde', edit: { kind: 'line-extra', count: 1 } },
  { title: 'lines behind the last record', expected: '', found: 'xy', edit: { kind: 'line-extra', count: 2 } },
  {
    title: 'neighbours in each other’s place',
    expected: 'abcd',
    found: 'bacd',
    edit: { kind: 'lines-swapped', count: 1 },
  },
  { title: 'lines in each other’s place', expected: 'abcd', found: 'cbad', edit: { kind: 'lines-swapped', count: 2 } },
  {
    title: 'lines in each other’s place with a change between them',
    expected: 'abcd',
    found: 'cxad',
    edit: { kind: 'line-differs', count: 1 },
  },
];

describe('the first edit that explains an object', () => {
  for (const { title, expected, found, edit, isWindow = false } of CASES) {
    it(`is ${edit.kind} for ${title}`, () => {
      const records = Array.from(expected, (line) => ({ line, optional: false }));
      const stretch = { expected: records, found: Array.from(found), expectedEnds: !isWindow, foundEnds: !isWindow };
      assert.deepEqual(firstEdit(stretch), edit);
    });
  }

  it('is none of the records that nobody can decode or that may be left out', () => {
    const expected = [
      { line: 'a', optional: false },
      { line: undefined, optional: false },
      { line: 'c', optional: true },
      { line: 'a', optional: false },
    ];
    const stretch = { expected, found: ['x', 'b', 'a'], expectedEnds: true, foundEnds: true };
    assert.deepEqual(firstEdit(stretch), { kind: 'line-differs', count: 1 });
  });
});
