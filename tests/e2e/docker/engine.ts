import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { $ } from 'zx/core';
import type { Shell } from 'zx/core';
import { WorkflowError, messageOf } from '../../../scripts/lib/errors.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { lastLine, openCompose, prepare } from './compose.ts';
import type { Compose } from './compose.ts';

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 60_000;

export interface Engine extends AsyncDisposable {
  /** What a client needs to find it, and Compose. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a program that finds it. */
  readonly shell: Shell;
}

/** The engine that runs, else one of our own; or why there can be none. */
export async function openEngine(): Promise<Engine | string> {
  if (!process.env['DOCKER_E2E']) return 'it may install and start a Docker engine: DOCKER_E2E=1 allows that';
  if (process.platform !== 'linux') return 'the stand-in images are made of the programs of a Linux machine';
  const compose = await openCompose();
  if (typeof compose === 'string') return compose;
  const running = engineOf(compose, {}, async () => {});
  if ((await running.shell`docker info`.nothrow()).exitCode === 0) return running;
  const why = process.getuid?.() === 0 ? await prepare('engine') : { problem: 'an engine of our own needs root' };
  const engine = 'problem' in why ? why.problem : await startEngine(compose);
  if (typeof engine === 'string') await compose[Symbol.asyncDispose]();
  return engine;
}

/** An engine with a data root of its own: nothing of it is left, and no image of the machine is touched. */
async function startEngine(compose: Compose): Promise<Engine | string> {
  const root = await mkdtemp(join(tmpdir(), 'wd-'));
  const at = (name: string) => join(root, name);
  const host = `unix://${at('d.sock')}`;
  const log = openSync(at('dockerd.log'), 'a');
  const daemon = spawn(
    'dockerd',
    ['-H', host, '--data-root', at('data'), '--exec-root', at('x'), '--pidfile', at('d.pid')],
    { stdio: ['ignore', log, log], detached: true },
  );
  const close = async () => {
    await stop(daemon);
    await unmountBelow(root);
    await rm(root, { recursive: true, force: true });
  };
  const engine = engineOf(compose, { DOCKER_HOST: host }, close);
  const answers = async () => {
    if (daemon.exitCode !== null) throw new WorkflowError('it ended');
    return (await engine.shell`docker info`).stdout;
  };
  try {
    await waitFor('the Docker engine', answers, { timeoutMs: READY_TIMEOUT_MS });
    return engine;
  } catch (error) {
    const said = lastLine(await readFile(at('dockerd.log'), 'utf8')) || messageOf(error);
    await close();
    return `no engine starts here: ${said}`;
  }
}

function engineOf(compose: Compose, variables: Record<string, string>, close: () => Promise<void>): Engine {
  const env = { ...compose.env, ...variables };
  return {
    env,
    shell: $({ quiet: true, timeout: '5m', env: { ...process.env, ...env } }),
    [Symbol.asyncDispose]: async () => {
      await close();
      await compose[Symbol.asyncDispose]();
    },
  };
}

async function stop(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  const late = pause(STOP_TIMEOUT_MS, 'late', { ref: false });
  if ((await Promise.race([ended, late])) !== 'late') return;
  daemon.kill('SIGKILL');
  await ended;
}

/** What an engine that was killed leaves mounted; its files could not be deleted. */
async function unmountBelow(root: string): Promise<void> {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  const own = [...mounts.matchAll(/^\S+ (\S+)/gm)].flatMap(([, path]) => (path?.startsWith(root) ? path : []));
  for (const path of own.toReversed()) await $({ quiet: true, nothrow: true })`umount -l ${path}`;
}
