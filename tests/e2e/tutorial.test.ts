import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openCheckout } from '../../docs/update/checkout.ts';
import { rehearse } from '../../docs/update/rehearse.ts';
import { readSteps } from '../../docs/update/transcript.ts';
import { processesNaming } from './workshop.ts';

const PAGE = new URL('../../docs/tutorial.md', import.meta.url);
/** For what comes about by itself, such as the first object. */
const TIMEOUT_MS = 60_000;

test('every command of docs/tutorial.md prints what the page says, in a fresh checkout (write it anew with `npm run docs -- --run`)', async (t) => {
  const steps = readSteps(await readFile(PAGE, 'utf8'));
  const checkout = await openCheckout();
  t.after(async () => {
    await checkout[Symbol.asyncDispose]();
    assert.deepEqual(await processesNaming(checkout.folder), [], 'a process is left behind');
  });
  for (const step of steps.filter(({ notRun }) => notRun === undefined)) {
    await t.test(`line ${step.line}: ${step.command}`, async (each) => {
      const { skipped, difference } = await rehearse(step, checkout, { timeoutMs: TIMEOUT_MS });
      if (skipped !== undefined) each.skip(skipped);
      assert.equal(difference, undefined, difference);
    });
  }
});
