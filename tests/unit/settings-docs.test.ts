import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Schema } from '../../configs/schema.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('the README names every setting, and no setting that there is not', () => {
  const [table = ''] = /^\| Setting \|[\s\S]*?\n\n/m.exec(README) ?? [];
  const names = table
    .split('\n')
    .flatMap((row) => (row.split(' | ')[0] ?? '').match(/(?<=`)[A-Z][A-Z0-9_]+(?=`)/g) ?? []);
  assert.deepEqual(names.toSorted(), Object.keys(Schema.entries).toSorted());
});
