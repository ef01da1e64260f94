import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowError } from './errors.ts';
import { clearProgress, showProgress } from './progress.ts';

const SHOW_AFTER_MS = 1500;

interface WaitOptions {
  readonly timeoutMs: number;
  readonly intervalMs?: number;
  readonly hint?: string;
  /** Read only when the wait fails: the last log lines, say. */
  readonly evidence?: () => Promise<string> | string;
}

/**
 * Asks `probe` until it returns something other than `undefined`, and resolves with that. A probe that throws is asked
 * again, except that a `WorkflowError` from it ends the wait: that is how a probe says that waiting is pointless. On the
 * deadline it throws with what the probe said last and with the evidence.
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  { timeoutMs, intervalMs = 100, hint, evidence }: WaitOptions,
): Promise<T> {
  const start = Date.now();
  let lastError: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined) return value;
      lastError = undefined;
    } catch (error) {
      if (error instanceof WorkflowError) throw error;
      lastError = error;
    } finally {
      clearProgress();
    }
    const waitedMs = Date.now() - start;
    if (waitedMs >= timeoutMs) throw await deadlinePassed(what, { waitedMs, lastError, hint, evidence });
    if (waitedMs > SHOW_AFTER_MS) showProgress(`Waiting for ${what} (${Math.round(waitedMs / 1000)} s)`);
    await pause(intervalMs);
  }
}

interface Failure extends Pick<WaitOptions, 'hint' | 'evidence'> {
  readonly waitedMs: number;
  readonly lastError: unknown;
}

async function deadlinePassed(what: string, { waitedMs, lastError, hint, evidence }: Failure): Promise<WorkflowError> {
  const said = lastError instanceof Error ? `: ${lastError.message}` : '';
  const shown = await evidence?.();
  return new WorkflowError(
    `Gave up waiting for ${what} after ${Math.round(waitedMs / 1000)} s${said}${shown ? `\n${shown}` : ''}`,
    { hint, cause: lastError, exitCode: 4 },
  );
}
