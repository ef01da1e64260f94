import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { $, which } from 'zx/core';
import { waitFor } from '../../../scripts/lib/wait.ts';

const COMPOSE = 'v5.0.2';
/** Where a compose that was built here stays, for the next run of a machine that keeps it. */
const CACHE = join(homedir(), '.cache/kafka-connect-workshop', `compose-${COMPOSE}`);

/** Why this machine cannot run the containers; `false` when it can. */
export async function whyNoDocker(): Promise<string | false> {
  if (!process.env['CI'] && !process.env['DOCKER_E2E']) {
    return 'it installs and starts a Docker engine of its own: set DOCKER_E2E=1 to allow that';
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'an engine of its own needs root on Linux';
  const [daemon, apt, docker] = await Promise.all(
    ['dockerd', 'apt-get', 'docker'].map((name) => which(name, { nothrow: true })),
  );
  if (!daemon && !apt) return 'there is neither dockerd nor apt-get';
  if (!docker && !apt) return 'there is no Docker client';
  if (!existsSync(CACHE) && !(await which('go', { nothrow: true }))) return 'there is no Go to build Compose with';
  return false;
}

/** An engine with a data root of its own, so no image of the machine's own engine is replaced. */
export interface Engine extends AsyncDisposable {
  /** What a client needs to find it. */
  readonly env: Readonly<Record<string, string>>;
}

export async function startEngine(): Promise<Engine> {
  const root = await mkdtemp(join(tmpdir(), 'wd-'));
  const [compose] = await Promise.all([buildCompose(), installEngine()]);
  const plugins = join(root, 'config/cli-plugins');
  await mkdir(plugins, { recursive: true });
  await $({ quiet: true })`cp ${compose} ${join(plugins, 'docker-compose')}`;
  const host = `unix://${join(root, 'd.sock')}`;
  const log = openSync(join(root, 'dockerd.log'), 'a');
  const daemon = spawn(
    'dockerd',
    ['-H', host, '--data-root', join(root, 'data'), '--exec-root', join(root, 'x'), '--pidfile', join(root, 'd.pid')],
    { stdio: ['ignore', log, log], detached: true },
  );
  const env = { DOCKER_HOST: host, DOCKER_CONFIG: join(root, 'config'), DOCKER_BUILDKIT: '0' };
  await waitFor('the Docker engine', () => $({ quiet: true, env: { ...process.env, ...env } })`docker info`, {
    timeoutMs: 60_000,
    evidence: () => readFile(join(root, 'dockerd.log'), 'utf8').then((text) => text.slice(-3000)),
  });
  return {
    env,
    [Symbol.asyncDispose]: async () => {
      const ended = once(daemon, 'exit');
      daemon.kill('SIGTERM');
      await ended;
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function installEngine(): Promise<void> {
  if (await which('dockerd', { nothrow: true })) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await $({ quiet: true, timeout: '5m', env })`apt-get update -qq`;
  await $({ quiet: true, timeout: '5m', env })`apt-get install -y -qq --no-install-recommends docker.io iptables`;
}

/** Debian has only Compose 1; Go builds a pinned one in about three minutes. */
async function buildCompose(): Promise<string> {
  const binary = join(CACHE, 'docker-compose');
  if (existsSync(binary)) return binary;
  await mkdir(CACHE, { recursive: true });
  const flags = `-s -w -X github.com/docker/compose/v5/internal.Version=${COMPOSE}`;
  const env = { ...process.env, GOFLAGS: '-modcacherw', GOBIN: CACHE };
  await $({
    quiet: true,
    timeout: '10m',
    env,
  })`nice go install -trimpath -ldflags ${flags} github.com/docker/compose/v5/cmd@${COMPOSE}`;
  await rename(join(CACHE, 'cmd'), binary);
  return binary;
}
