import { undertaker } from 'just-task';
import { codeOf } from '../scripts/lib/errors.ts';
import type { ExitCode } from '../scripts/lib/errors.ts';
import { afterOutput } from './output.ts';

/** Which failure a run ends with when there are several. */
const PRECEDENCE: readonly ExitCode[] = [70, 2, 3, 1, 5, 4];
/** A task of ours that never settles leaves the event loop empty: just calls that success. */
const UNSETTLED: ExitCode = 70;

const failures = new Set<ExitCode>();

/** Makes the run end with this exit code, unless one that goes before it is recorded too. */
export function failWith(code: ExitCode): void {
  if (code !== 0) failures.add(code);
}

/**
 * Sets the exit code as the very last thing: just ends with 1 for every failing task, and with 0 for one that never
 * settles. Ends the process when the last task has settled: kafkajs sometimes forgets a socket, which would keep it for
 * ever. Called once, by the entry.
 */
export function settleExitCode(): void {
  const open = new Set<unknown>();
  undertaker.on('start', ({ uid }: { uid: unknown }) => open.add(uid));
  for (const event of ['stop', 'error']) {
    undertaker.on(event, ({ uid }: { uid: unknown }) => {
      open.delete(uid);
      if (open.size === 0) setImmediate(() => afterOutput(() => process.exit()));
    });
  }
  // `… | head` has seen enough: what is left to print is for nobody.
  process.stdout.on('error', (error) => {
    if (codeOf(error) !== 'EPIPE') throw error;
    open.clear();
    // just would say that the task did not complete.
    process.stderr.write = () => true;
    process.exit();
  });
  process.on('exit', (code) => {
    const worst = PRECEDENCE.find((each) => failures.has(each));
    if (worst !== undefined) process.exitCode = worst;
    else if (code === 0 && open.size > 0) process.exitCode = UNSETTLED;
  });
}
