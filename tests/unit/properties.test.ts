import assert from 'node:assert/strict';
import { test } from 'node:test';
import { propertiesText } from '../../scripts/lib/properties.ts';

test('writes what Java reads: paths with spaces and umlauts, backslashes, line ends, characters of two units', () => {
  assert.equal(
    propertiesText({ 'node.id': 1, 'log.dirs': '/home/Jürgen Müller/run', path: String.raw`C:\run`, text: 'a\nb 🙂' }),
    [
      'node.id=1',
      String.raw`log.dirs=/home/J\u00fcrgen M\u00fcller/run`,
      String.raw`path=C:\\run`,
      String.raw`text=a\u000ab \ud83d\ude42`,
      '',
    ].join('\n'),
  );
});
