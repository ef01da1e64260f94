import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { nearest } from '../../scripts/lib/nearest.ts';
import { parse } from '../../tasks/input.ts';

const ROOT = join(import.meta.dirname, '../..');
const help = {
  name: 'topics:read',
  summary: '',
  args: ['<topic>', '[more]'],
  options: { max: { value: 'N', summary: '' }, json: { summary: '' } },
};

const just = (...args: string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'node_modules/just-task/bin/just.js'), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });

test('reads options in both spellings and arguments between them', () => {
  const typed = parse(help, ['order', '--max=3', '--json']);
  assert.deepEqual([typed.args, typed.number('max'), typed.has('json')], [['order'], 3, true]);
  assert.equal(parse(help, ['order', '--max', '4']).number('max'), 4);
});

test('refuses an unknown option with the nearest one', () => {
  assert.throws(() => parse(help, ['order', '--jsn']), /`topics:read` has no option `--jsn`; did you mean `--json`/);
});

test('refuses a missing value, a value for a switch, a missing argument and one too many', () => {
  assert.throws(() => parse(help, ['order', '--max']), /`--max` needs a value: --max N/);
  assert.throws(() => parse(help, ['order', '--max', '--json']), /`--max` needs a value: --max N/);
  assert.throws(() => parse(help, ['order', '--max', '-5']).number('max'), /`--max` needs a whole number, got `-5`/);
  assert.throws(() => parse(help, ['order', '--json=yes']), /`--json` takes no value/);
  assert.throws(() => parse(help, []), /`topics:read` needs <topic>/);
  assert.throws(() => parse(help, ['a', 'b', 'c']), /does not take `c`/);
  assert.throws(
    () => parse(help, ['order', '--max', 'many']).number('max'),
    /`--max` needs a whole number, got `many`/,
  );
});

test('offers no name when none is near', () => {
  assert.equal(nearest('kafka:upp', ['kafka:up', 'up']), '; did you mean `kafka:up`');
  assert.equal(nearest('frobnicate', ['kafka:up', 'up']), '');
});

test('`npx just` alone lists every task and succeeds', () => {
  const { status, stdout } = just();
  assert.equal(status, 0);
  for (const name of ['up', 'down', 'verify', 'status', 'doctor', 'topics:read <topic>'])
    assert.match(stdout, new RegExp(`^npx just ${name} `, 'm'));
});

test('an unknown task ends with 2, the nearest name, and nothing on stdout', () => {
  const { status, stdout, stderr } = just('verfy');
  assert.deepEqual([status, stdout], [2, '']);
  assert.equal(stderr, 'There is no task `verfy`; did you mean `verify`\n`npx just` lists the tasks.\n');
});

test('`--help` shows a task instead of running it', () => {
  const { status, stdout } = just('topics:read', '--help');
  assert.equal(status, 0);
  assert.match(stdout, /Usage: npx just topics:read <topic> \[options\]/);
  assert.match(stdout, /--max N /);
});

test('takes RUNTIME, AWS and CONNECTORS as options of every task, so a real account needs no file', () => {
  const plan = (...args: string[]) => just('up', '--dry-run', ...args).stdout;
  assert.match(
    plan('--aws', 'cloud', '--runtime=docker', '--connectors', 'bundled'),
    /^RUNTIME=docker AWS=cloud CONNECTORS=bundled$/m,
  );
  const { status, stdout, stderr } = just('up', '--dry-run', '--aws', 'production');
  assert.deepEqual([status, /AWS must be one of local, cloud, got "production"/.test(stdout + stderr)], [2, true]);
});
