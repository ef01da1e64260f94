import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { FAULTS, QUESTIONS } from '../../scripts/verify/faults.ts';

const DOCS = new URL('../../docs/verify.md', import.meta.url);
const SECTION = /(<!-- faults: .*?-->\n)([\s\S]*?)(<!-- \/faults -->)/;

function faultTable(): string {
  const rows = Object.entries(FAULTS).map(([kind, { question, exitCode, cause, next }]) =>
    ['', `\`${kind}\``, `\`${question}\``, exitCode, cause, next, ''].join(' | ').trim(),
  );
  return ['| kind | question | exit code | likely cause | what next |', '|---|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

test('docs/verify.md lists every kind of fault as the code answers it, and every question', () => {
  const docs = readFileSync(DOCS, 'utf8');
  const updated = docs.replace(SECTION, (_, open: string, _old: string, close: string) => open + faultTable() + close);
  if (process.env['UPDATE_DOCS']) writeFileSync(DOCS, updated);
  assert.equal(readFileSync(DOCS, 'utf8'), updated, 'run the test once with UPDATE_DOCS=1');
  for (const question of QUESTIONS) assert.match(docs, new RegExp(`^\\| \`${question}\` \\|`, 'm'));
});
