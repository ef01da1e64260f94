import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import * as v from 'valibot';
import { FAULTS, QUESTIONS } from '../../scripts/verify/faults.ts';
import { partitionTable } from '../../scripts/verify/partition-table.ts';
import { ask, healthy } from './verify-fixture.ts';

const DOCS = new URL('../../docs/verify.md', import.meta.url);
const SCHEMA = new URL('../../docs/verify-report.schema.json', import.meta.url);

/** A part of the page that stands between `<!-- NAME: … -->` and `<!-- /NAME -->`. */
function section(name: string): RegExp {
  return new RegExp(`(<!-- ${name}: .*?-->\\n)([\\s\\S]*?)(<!-- /${name} -->)`);
}

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => ['', ...cells, ''].join(' | ').trim());
  return `${lines.join('\n')}\n`;
}

function faultTable(): string {
  const rows = Object.entries(FAULTS).map(([kind, { question, exitCode, cause, next }]) => [
    `\`${kind}\``,
    `\`${question}\``,
    exitCode,
    cause,
    next,
  ]);
  return table(['kind', 'question', 'exit code', 'likely cause', 'what next'], rows);
}

const Member = v.object({
  description: v.optional(v.string()),
  type: v.optional(v.union([v.string(), v.array(v.string())])),
  enum: v.optional(v.array(v.union([v.string(), v.number()]))),
  const: v.optional(v.number()),
  properties: v.optional(v.record(v.string(), v.unknown())),
  items: v.optional(v.unknown()),
});

/** Every member of the report with what it means, as the JSON Schema says. */
function reportRows(schema: unknown, path = ''): string[][] {
  const { properties = {} } = v.parse(Member, schema);
  return Object.entries(properties).flatMap(([name, value]) => {
    const member = v.parse(Member, value);
    const own = `${path}${name}${member.items ? '[]' : ''}`;
    return [[`\`${own}\``, typeOf(member), member.description ?? ''], ...reportRows(member.items ?? value, `${own}.`)];
  });
}

function typeOf({ type, enum: values, const: only, items }: v.InferOutput<typeof Member>): string {
  if (only !== undefined) return String(only);
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (items) return 'list';
  return [type].flat().join(' or ');
}

function reportTable(): string {
  return table(['member', 'type', ''], reportRows(JSON.parse(readFileSync(SCHEMA, 'utf8'))));
}

test('docs/verify.md says of every column of the table what it is', async () => {
  const [report] = (await ask(healthy())).partitions;
  assert.ok(report);
  const [header = ''] = partitionTable({
    partitions: [report, { ...report, sink: 'other' }],
    reading: { objects: true, records: true, committed: true },
  });
  const docs = readFileSync(DOCS, 'utf8');
  const [, explanation = ''] = /^## The table\n([\s\S]*?)^## /m.exec(docs) ?? [];
  const explained = [...explanation.matchAll(/^\| `([^`]+)` \|/gm)].map(([, title]) => title);
  assert.deepEqual(explained, header.split(/ {2,}/));
});

test('docs/verify.md lists every question, every kind of fault and every member of the report as the code has them', () => {
  const docs = readFileSync(DOCS, 'utf8');
  const updated = Object.entries({ faults: faultTable(), report: reportTable() }).reduce(
    (page, [name, text]) =>
      page.replace(section(name), (_, open: string, _old: string, close: string) => open + text + close),
    docs,
  );
  if (process.env['UPDATE_DOCS']) writeFileSync(DOCS, updated);
  assert.equal(readFileSync(DOCS, 'utf8'), updated, 'run the test once with UPDATE_DOCS=1');
  for (const question of QUESTIONS) assert.match(docs, new RegExp(`^\\| \`${question}\` \\|`, 'm'));
});
