import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');

const JUST = join(ROOT, 'node_modules/just-task/bin/just.js');
const IN_FIXTURE = { cwd: join(ROOT, 'tests/fixtures/outcome'), encoding: 'utf8' } as const;

function run(task: string) {
  return spawnSync(process.execPath, [JUST, task], IN_FIXTURE);
}

test('a task that settles ends with 0', () => {
  assert.equal(run('fine').status, 0);
});

test('a task that settles ends the process, whatever a library has left open', () => {
  assert.equal(run('forgetful').status, 0);
});

test('a task that never settles ends with 70: just alone would call it success', () => {
  assert.equal(run('stuck').status, 70);
});

test('an expected failure ends with its own code and shows message and remedy, no stack', () => {
  const { status, stderr } = run('unreachable');
  assert.equal(status, 3);
  assert.match(stderr, /S3 does not answer\nStart it with `npx just aws:up`\.\n/);
  assert.doesNotMatch(stderr, /^ +at /m);
});

test('a sequence that cannot even be put together fails like any task: `up` with a bad setting', () => {
  const { status, stderr } = run('misplanned');
  assert.equal(status, 2);
  assert.match(stderr, /Bad settings\nCorrect them\.\n/);
  assert.doesNotMatch(stderr, /^ +at /m);
});

test('a bug of ours ends with 70 and shows where it is', () => {
  const { status, stderr } = run('bug');
  assert.equal(status, 70);
  assert.match(stderr, /TypeError: x is not a function\n +at /);
});

test('a full disk is not our bug: it ends with 2 and says what to do', { skip: !existsSync('/dev/full') }, () => {
  const { status, stderr } = run('full-disk');
  assert.equal(status, 2);
  assert.match(stderr, /The system refused: ENOSPC: .*\nFree some space, or set RUN_DIR and BUILD_DIR/);
  assert.doesNotMatch(stderr, /^ +at /m);
});

test('a reader that has seen enough, such as `head`, ends the task without an error', () => {
  const command = `"${process.execPath}" "${JUST}" talkative | head -n 3`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], IN_FIXTURE);
  assert.deepEqual([status, stdout.split('\n').length], [0, 4]);
  assert.equal(stderr, '');
});

test('a reader that is slower than the task gets everything', async () => {
  const task = spawn(process.execPath, [JUST, 'long-document'], { cwd: IN_FIXTURE.cwd });
  // The task says so when it has nothing more to do; until then nobody reads.
  await once(task.stderr, 'data');
  const document = await text(task.stdout);
  assert.ok(document.length > 3_000_000, `${document.length} characters came`);
});

test('of two failures the one that goes first decides: wrong data before an unhealthy pipeline', () => {
  assert.equal(run('wrong-and-unhealthy').status, 1);
});
