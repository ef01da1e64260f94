import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import { readUsage, type Usage } from '../sink/usage.ts';

/** The peak never falls, so what is missed are the last milliseconds. */
const POLL_MS = 20;

export interface Run extends Usage {
  /** From the start of the process to its exit. */
  readonly seconds: number;
  readonly stdout: string;
}

/** Runs a command to its end, which must be a good one, as a user would; only that it is watched. */
export async function measure(
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<Run> {
  const start = performance.now();
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const usage = await watch(child.pid ?? 0, ended);
  const exitCode = await ended;
  const seconds = (performance.now() - start) / 1000;
  if (exitCode === 0) return { ...usage, seconds, stdout };
  throw new WorkflowError(`${command} ended with ${exitCode}:\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
}

async function watch(pid: number, ended: Promise<unknown>): Promise<Usage> {
  let usage: Usage = { cpuSeconds: 0, peakBytes: 0 };
  for (let isOver = false; !isOver;) {
    // A process that has ended but was not waited for yet has no memory any more.
    const now = await readUsage(pid).catch(() => usage);
    usage = { cpuSeconds: now.cpuSeconds, peakBytes: Math.max(usage.peakBytes, now.peakBytes) };
    isOver = await Promise.race([ended.then(() => true), pause(POLL_MS, false)]);
  }
  return usage;
}
