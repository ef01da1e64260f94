import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readPages } from '../../docs/update/pages.ts';
import { taskTable } from '../../tasks/define.ts';
import { parse } from '../../tasks/input.ts';

const ROOT = join(import.meta.dirname, '../..');
const SECTION = /^## When it fails\n([\s\S]*?)(?=^## |(?![\s\S]))/m;
/** Less than this could be found anywhere. */
const FIXED_LETTERS = 7;

const code = ['tasks', 'scripts', 'glue', 'configs'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      readFileSync(join(ROOT, folder, name), 'utf8')
        .replaceAll('\\`', '`')
        .split('\n'),
    ),
);

/** The rows of a page's first table below "When it fails": messages, in which `…` stands for a value, and remedies. */
function rowsOf(text: string): { message: string; remedy: string }[] {
  const [table = ''] = (SECTION.exec(text)?.[1] ?? '').split(/\n\n(?=[^|])/).filter((part) => part.includes('\n|---'));
  const rows = table.split('\n').flatMap((line) => {
    const [, cell, remedy = ''] = /^\| (.+?) \| (.+) \|$/.exec(line) ?? [];
    return cell ? [{ message: cell.replaceAll(/^`+|`+$/g, '').replaceAll(/\*[^*]+\*/g, '…'), remedy }] : [];
  });
  return rows.slice(1);
}

/** Whether one line of the code has the fixed parts of the message in their order. */
function isInCode(message: string): boolean {
  const parts = message.split('…').map((part) => part.trim());
  assert.ok(parts.join('').length >= FIXED_LETTERS, `too little of \`${message}\` is fixed`);
  const pattern = new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*'));
  return code.some((line) => pattern.test(line));
}

describe('the documentation', async () => {
  await import('../../tasks/all.ts');
  const pages = await readPages();

  it('quotes only messages that the code has', () => {
    const messages = pages.flatMap(({ text }) => rowsOf(text).map(({ message }) => message));
    assert.ok(messages.length >= 20, 'the tables are read');
    assert.deepEqual(
      messages.filter((message) => !isInCode(message)),
      [],
    );
    assert.equal(isInCode('Port … is taken by nobody'), false);
  });

  it('names in its remedies only variables and files that the code knows', () => {
    const named = pages.flatMap(({ text }) =>
      rowsOf(text).flatMap(({ remedy }) => [...remedy.matchAll(/`([A-Z][A-Z_]+|[a-z]+\/[\w.-]+)(?:=[^`]*)?`/g)]),
    );
    assert.ok(named.length >= 10, 'they are found');
    assert.deepEqual(
      named.map(([, name = '']) => name).filter((name) => !code.some((line) => line.includes(name))),
      [],
    );
  });

  it('types only commands that there are, with options and arguments that they take', () => {
    const typed = pages.flatMap(({ text }) => [...text.matchAll(/npx just ([a-z][a-z0-9:]*)([^`|"&;\n]*)/g)]);
    assert.ok(typed.length >= 100, 'they are found');
    for (const [whole, name = '', rest = ''] of typed) {
      const help = taskTable.get(name);
      assert.ok(help, whole);
      const words = rest.replace(/  .*/, '').trim().split(/\s+/).filter(Boolean);
      assert.doesNotThrow(() => parse({ ...help, args: help.args.map((arg) => `[${arg}]`) }, words), whole);
    }
  });
});
