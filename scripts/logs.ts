import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from '../configs/settings.ts';
import { WorkflowError } from './lib/errors.ts';
import { SERVICES, runtimeOf } from './runtime/runtime.ts';
import type { ProcessState } from './runtime/runtime.ts';

const FOLLOW_INTERVAL_MS = 250;
const TAIL_BYTES = 16 * 1024;

/** The processes whose log a name stands for: all, those of a service, or one. Throws on an unknown name. */
export async function findLogs(settings: Settings, name: string | undefined): Promise<ProcessState[]> {
  const runtime = runtimeOf(settings);
  const all = (await Promise.all(SERVICES.map((service) => runtime.status(service)))).flat();
  const chosen = name === undefined ? all : all.filter((each) => each.name === name || each.service === name);
  if (chosen.length > 0) return chosen;
  throw new WorkflowError(`There is no service \`${name}\``, {
    hint: `Choose one of ${[...new Set([...SERVICES, ...all.map((each) => each.name)])].join(', ')}.`,
    exitCode: 2,
  });
}

/** The end of a log in whole lines and, with `follow`, what is added to it from then on until `signal`. */
export async function* readLog(
  { logFile, logCommand }: ProcessState,
  { follow, signal }: { readonly follow: boolean; readonly signal?: AbortSignal },
): AsyncIterable<string> {
  if (logCommand) yield* readCommand([...logCommand, ...(follow ? ['--follow'] : [])], signal);
  if (logFile === undefined) return;
  let position = -1;
  for (;;) {
    const added = await readFrom(logFile, position);
    position = added.position;
    if (added.text) yield added.text;
    if (!follow || signal?.aborted) return;
    await pause(FOLLOW_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Reads up to the last whole line; a negative position stands for the last lines of the file. */
async function readFrom(path: string, position: number): Promise<{ text: string; position: number }> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return { text: '', position };
  try {
    const { size } = await file.stat();
    const start = position < 0 ? Math.max(0, size - TAIL_BYTES) : Math.min(position, size);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
    const first = position < 0 && start > 0 ? buffer.indexOf(0x0a) + 1 : 0;
    return { text: buffer.toString('utf8', first, end), position: start + end };
  } finally {
    await file.close();
  }
}

/** A container's log comes from a command; what the program wrote to stderr is a part of it. */
async function* readCommand(command: readonly string[], signal?: AbortSignal): AsyncIterable<string> {
  const child = spawn('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...command], { stdio: ['ignore', 'pipe', 'ignore'] });
  const stop = () => child.kill();
  signal?.addEventListener('abort', stop, { once: true });
  for await (const line of createInterface(child.stdout)) yield `${line}\n`;
  signal?.removeEventListener('abort', stop);
}
