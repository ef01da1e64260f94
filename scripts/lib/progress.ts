import { stderr } from 'node:process';

const PLAIN_INTERVAL_MS = 5000;

let lastPlain = 0;
let drawn = false;

/**
 * Shows what is going on right now: one line that is redrawn on a terminal, a plain line every few seconds elsewhere.
 * Goes to stderr, so that stdout stays what a program may read.
 */
export function showProgress(text: string): void {
  if (stderr.isTTY) {
    stderr.write(`\r\u001B[2K${text.slice(0, stderr.columns - 1)}`);
    drawn = true;
    return;
  }
  if (Date.now() - lastPlain < PLAIN_INTERVAL_MS) return;
  lastPlain = Date.now();
  stderr.write(`${text}\n`);
}

/** Takes the redrawn line away again, before something lasting is printed. */
export function clearProgress(): void {
  if (drawn) stderr.write('\r\u001B[2K');
  drawn = false;
}
