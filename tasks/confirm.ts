import { createInterface } from 'node:readline/promises';
import { WorkflowError } from '../scripts/lib/errors.ts';

/** Asks for a word before something is deleted from a real account; throws unless exactly that word is typed. */
export async function confirm(word: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const typed = await Promise.race([terminal.question(`Type ${word} to delete all of this: `), ended]);
  terminal.close();
  if (typed.trim() === word) return;
  throw new WorkflowError('Nothing was deleted', {
    hint: `Type exactly ${word} to delete what is listed.`,
    exitCode: 2,
  });
}
