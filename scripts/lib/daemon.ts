import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, WorkflowError } from './errors.ts';
import { markStart, readEvidence } from './log-file.ts';
import { startTimeIn, startTimeOf } from './process-table.ts';
import { waitFor } from './wait.ts';

/** A shell and a small file: only a machine that is close to standing still takes longer. */
const PID_TIMEOUT_MS = 30_000;

/** A process that outlives the command that starts it: a broker, a worker, the registry. */
export interface Daemon {
  readonly name: string;
  /** Where it serves, to be told to whoever looks for it with other settings. */
  readonly address: string;
  readonly command: readonly [string, ...string[]];
  /** The whole environment of the process: nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly pidFile: string;
  readonly logFile: string;
  /** Runs before the process is started, not when it runs already. */
  readonly prepare: () => Promise<unknown>;
}

export interface RunningDaemon {
  readonly pid: number;
  /** The command line it was started with. */
  readonly command: string;
  readonly address: string;
}

/**
 * The process writes its own pid file before it becomes the program (exec keeps the pid), so there is no moment in which
 * a killed starter leaves a process behind that nobody knows. The start time tells the process from a later one with the
 * same pid.
 */
const WRITE_PID_AND_EXEC = `
pidfile=$1; address=$2; shift 2
if [ -r /proc/$$/stat ]; then started=$(cat /proc/$$/stat); else started=$(ps -o stat=,lstart= -p $$); fi
printf '%s\\n%s\\n%s\\n%s\\n' "$$" "$started" "$*" "$address" > "$pidfile.tmp" && mv "$pidfile.tmp" "$pidfile" && exec "$@"`;

/** Starts the process and resolves with true, or with false when it runs already. Throws when it runs with another command line. */
export async function startDaemon(daemon: Daemon): Promise<boolean> {
  const running = await readDaemon(daemon.pidFile);
  if (running) {
    if (running.command === daemon.command.join(' ')) return false;
    throw new WorkflowError(`${daemon.name} (pid ${running.pid}) runs with other settings or another build`, {
      hint: 'Run `npx just down`, then the command again.',
      exitCode: 2,
    });
  }
  await mkdir(dirname(daemon.pidFile), { recursive: true });
  await mkdir(dirname(daemon.logFile), { recursive: true });
  await daemon.prepare();
  await spawnDetached(daemon);
  return true;
}

async function spawnDetached({ command, env, cwd, pidFile, logFile, name, address }: Daemon): Promise<void> {
  await rm(pidFile, { force: true });
  await markStart(logFile);
  const log = await open(logFile, 'a');
  try {
    const child = spawn('/bin/sh', ['-c', WRITE_PID_AND_EXEC, 'sh', pidFile, address, ...command], {
      cwd,
      env: { ...env },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
    const started = async () => {
      const text = await readFile(pidFile, 'utf8').catch(() => undefined);
      if (text === undefined && child.exitCode !== null) throw await notStarted(name, logFile);
      return text;
    };
    await waitFor(`the pid file of ${name}`, started, { timeoutMs: PID_TIMEOUT_MS, intervalMs: 5 });
  } finally {
    await log.close();
  }
}

/** The shell could not write the pid file: the disk is full, say. Its complaint is in the log. */
async function notStarted(name: string, logFile: string): Promise<WorkflowError> {
  return new WorkflowError(`${name} could not be started\n${await readEvidence(logFile)}`, {
    hint: 'Mend what the log says; `npx just doctor` checks the machine.',
  });
}

/** The process that wrote the pid file, if it is that very process which is alive now. */
export async function readDaemon(pidFile: string): Promise<RunningDaemon | undefined> {
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const [pidText = '', started = '', command = '', address = ''] = text.split('\n');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 1 || started === '') return undefined;
  return (await startTimeOf(pid)) === startTimeIn(started) ? { pid, command, address } : undefined;
}

interface StopOptions {
  /** How long it may take to leave by itself before it is killed. */
  readonly graceMs: number;
}

/** Ends the process: TERM, then KILL after the grace time. Resolves with whether there was one. */
export async function stopDaemon(pidFile: string, { graceMs }: StopOptions): Promise<boolean> {
  const running = await readDaemon(pidFile);
  if (running) {
    signal(running.pid, 'SIGTERM');
    const gone = async () => ((await readDaemon(pidFile)) ? undefined : true);
    try {
      await waitFor(`pid ${running.pid} to end`, gone, { timeoutMs: graceMs, intervalMs: 20 });
    } catch {
      signal(running.pid, 'SIGKILL');
      await waitFor(`pid ${running.pid} to be killed`, gone, { timeoutMs: 10_000, intervalMs: 20 });
    }
  }
  await rm(pidFile, { force: true });
  return running !== undefined;
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended by itself between the look and the signal.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
