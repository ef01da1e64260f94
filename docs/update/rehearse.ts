import { which } from 'zx/core';
import { waitFor } from '../../scripts/lib/wait.ts';
import type { Checkout, Printed } from './checkout.ts';
import { describeDifference } from './compare.ts';
import type { Step } from './transcript.ts';

const INTERVAL_MS = 500;

/** What came of a step. */
export interface Rehearsed {
  /** Why it was not run; nothing else is known then. */
  readonly skipped?: string;
  readonly printed?: Printed;
  /** How it differs from what the page shows, as text for people. */
  readonly difference?: string;
}

interface Patience {
  /** How long a step may be repeated until it shows what the page says. */
  readonly timeoutMs: number;
}

/** Runs a step of a page as its reader would. */
export async function rehearse(step: Step, checkout: Checkout, { timeoutMs }: Patience): Promise<Rehearsed> {
  if (step.notRun !== undefined) return { skipped: step.notRun };
  if (step.needs && !(await which(step.needs, { nothrow: true }))) return { skipped: `no ${step.needs} on the PATH` };
  let last = await runOnce(step, checkout);
  if (!step.isRepeated) return last;
  const isShown = async () => {
    if (last.difference === undefined) return true;
    last = await runOnce(step, checkout);
    return undefined;
  };
  const options = { timeoutMs, intervalMs: INTERVAL_MS };
  // The last difference says more than that the time is up.
  await waitFor(`\`${step.command}\` to show what the page says`, isShown, options).catch(() => undefined);
  return last;
}

async function runOnce({ command, output, exitCode }: Step, checkout: Checkout): Promise<Rehearsed> {
  const printed = await checkout.run(command);
  const { code, lines, stderr } = printed;
  if (code !== exitCode) return { printed, difference: `exit code ${code}\n${lines.join('\n')}\n${stderr}` };
  return { printed, difference: describeDifference(output, lines) };
}
