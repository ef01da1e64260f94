import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';

/**
 * The watcher reads from a pipe that nobody writes to, which ends with this process, even by kill -9; it ends the program
 * then. A shell's background jobs ignore Ctrl-C, so that way is taken then too.
 */
const END_WITH_THE_PIPE = `
"$@" 3<&- 2>&1 & child=$!
{ read -r _ <&3; kill $child; } >/dev/null 2>&1 & watcher=$!
wait $child; code=$?
kill $watcher; exit $code`;

interface TiedProgram {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a program that never outlives this process, however this one ends. Gives each line that it writes, to stderr as
 * well; resolves with its exit code.
 */
export async function runTied({ command, env }: TiedProgram, onLine: (line: string) => void): Promise<number> {
  const child = spawn('/bin/sh', ['-c', END_WITH_THE_PIPE, 'sh', ...command], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const closed = once(child, 'exit');
  for await (const line of createInterface(child.stdout ?? new PassThrough().end())) onLine(line);
  const [code] = await closed;
  return Number(code);
}
