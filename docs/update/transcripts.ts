import { WorkflowError } from '../../scripts/lib/errors.ts';
import { openCheckout } from './checkout.ts';
import { abridge } from './compare.ts';
import { readPages } from './pages.ts';
import type { StalePage } from './pages.ts';
import { rehearse } from './rehearse.ts';
import { isTranscript, readSteps, writeOutputs } from './transcript.ts';
import type { Step } from './transcript.ts';

/** What a step shows this long after the one before is what its page gets. */
const TIMEOUT_MS = 6000;

/**
 * Runs the commands of every page that has some to run, each page in a checkout of its own, and resolves with those that
 * show something else than is printed now. Throws when a command ends otherwise than it should.
 */
export async function readStaleTranscripts(say: (line: string) => void): Promise<StalePage[]> {
  const stale: StalePage[] = [];
  for (const { path, text } of (await readPages()).filter((page) => isTranscript(page.text))) {
    const outputs = await rehearseAll(readSteps(text), say);
    if (outputs.size > 0) stale.push({ path, text: writeOutputs(text, outputs) });
  }
  return stale;
}

/** New outputs of the steps that need one. */
async function rehearseAll(steps: readonly Step[], say: (line: string) => void) {
  const outputs = new Map<number, readonly string[]>();
  const checkout = await openCheckout();
  try {
    for (const step of steps) {
      say(`$ ${step.command}`);
      const { printed, difference } = await rehearse(step, checkout, { timeoutMs: TIMEOUT_MS });
      if (!printed || difference === undefined) continue;
      if (printed.code !== step.exitCode) throw new WorkflowError(`\`${step.command}\` ended with ${difference}`);
      outputs.set(step.index, abridge(step.output, printed.lines));
    }
  } finally {
    await checkout[Symbol.asyncDispose]();
  }
  return outputs;
}
