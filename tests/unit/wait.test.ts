import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import { waitFor } from '../../scripts/lib/wait.ts';

test('asks again after an error and after nothing, and resolves with the first value', async () => {
  const answers = [
    () => Promise.reject(new Error('refused')),
    () => Promise.resolve(undefined),
    () => Promise.resolve('ready'),
  ];
  assert.equal(await waitFor('it', () => answers.shift()!(), { timeoutMs: 5000, intervalMs: 1 }), 'ready');
});

test('gives up at the deadline with what was said last, the evidence and the hint', async () => {
  const options = { timeoutMs: 20, intervalMs: 5, hint: 'Read the log.', evidence: () => 'Last lines: boom' };
  await assert.rejects(
    waitFor('the worker', () => Promise.reject(new Error('connection refused')), options),
    (error: WorkflowError) => {
      assert.match(error.message, /^Gave up waiting for the worker after 0 s: connection refused\nLast lines: boom$/);
      return error.hint === 'Read the log.' && error.exitCode === 4;
    },
  );
});

test('a probe that knows better ends the wait at once', async () => {
  const ended = () => Promise.reject(new WorkflowError('connect ended while it was starting'));
  await assert.rejects(waitFor('it', ended, { timeoutMs: 60_000 }), /ended while it was starting/);
});
