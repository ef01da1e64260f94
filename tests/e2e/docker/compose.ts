import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $, which } from 'zx/core';

const PREPARE = join(import.meta.dirname, 'prepare.sh');
/** CI starts preparing long before; whoever starts only now waits for a build of Compose. */
const TIMEOUT = '8m';

export interface Compose extends AsyncDisposable {
  /** What a Docker client needs to find it. */
  readonly env: Readonly<Record<string, string>>;
}

/** The Compose of this machine when it is new enough, else one that Go builds; or why there is none. */
export async function openCompose(): Promise<Compose | string> {
  if (!(await which('docker', { nothrow: true }))) return 'there is no Docker client';
  if (await hasCompose()) return { env: {}, [Symbol.asyncDispose]: async () => {} };
  if (!process.env['DOCKER_E2E']) return 'there is no Compose 2 or newer: DOCKER_E2E=1 allows to build one';
  const built = await prepare('compose');
  if ('problem' in built) return built.problem;
  const config = await mkdtemp(join(tmpdir(), 'compose-'));
  await mkdir(join(config, 'cli-plugins'));
  await symlink(built.said, join(config, 'cli-plugins/docker-compose'));
  return {
    env: { DOCKER_CONFIG: config, DOCKER_BUILDKIT: '0' },
    [Symbol.asyncDispose]: () => rm(config, { recursive: true, force: true }),
  };
}

/** Installs or builds something, unless it is there; its last line, or the last line of why it could not. */
export async function prepare(what: 'compose' | 'engine'): Promise<{ said: string } | { problem: string }> {
  const { exitCode, stdout, stderr } = await $({ quiet: true, nothrow: true, timeout: TIMEOUT })`${PREPARE} ${what}`;
  if (exitCode === 0) return { said: lastLine(stdout) };
  return { problem: exitCode === null ? `preparing ${what} took more than ${TIMEOUT}` : lastLine(stderr) };
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

async function hasCompose(): Promise<boolean> {
  const help = await $({ quiet: true, nothrow: true, timeout: '30s' })`docker compose up --help`;
  return help.exitCode === 0 && help.stdout.includes('--wait');
}
