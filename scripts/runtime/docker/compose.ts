import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { $ } from 'zx/core';
import type { ProcessOutput } from 'zx/core';
import type { Settings } from '../../../configs/settings.ts';
import { WorkflowError } from '../../lib/errors.ts';
import { clearProgress, showProgress } from '../../lib/progress.ts';
import { composeVariables } from './variables.ts';

const ROOT = join(import.meta.dirname, '../../..');

/**
 * The beginning of every compose command line. It names all files of the project whatever the settings are: what other
 * settings have started is seen, stopped and deleted too.
 */
export const COMPOSE: readonly string[] = [
  'docker',
  'compose',
  '--project-directory',
  ROOT,
  '--profile',
  '*',
  ...['kafka', 'connect', 'ui', 'aws'].flatMap((name) => ['-f', join(ROOT, `compose-${name}.yml`)]),
];

/** Runs a docker command that only reads; resolves with what it printed. */
export async function readDocker(settings: Settings, command: readonly string[]): Promise<ProcessOutput> {
  const env = dockerEnvironment(settings);
  const output = await $({ quiet: true, nothrow: true, timeout: '1m', env })`${command}`;
  if (output.exitCode === 0) return output;
  throw dockerFailed(command, output.stderr);
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a compose command that changes something, one after another: two that run at once would both make the network.
 * Shows what it says while it runs, an image that is pulled above all.
 */
export function changeWithCompose(
  settings: Settings,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const env = { ...dockerEnvironment(settings), ...variables };
  const command = [...COMPOSE, ...args];
  const next = last.catch(() => undefined).then(() => runShown(command, env));
  last = next;
  return next;
}

async function runShown(command: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, { env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(child, 'close');
  const said: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    said.push(line);
    showProgress(`Docker: ${line.trim()}`);
  }
  const [exitCode] = await closed;
  clearProgress();
  if (exitCode !== 0) throw dockerFailed(command, said.slice(-12).join('\n'));
}

function dockerEnvironment(settings: Settings): Record<string, string> {
  return { ...settings.environment, ...composeVariables(settings) };
}

function dockerFailed(command: readonly string[], said: string): WorkflowError {
  const isCompose = COMPOSE.every((word, index) => word === command[index]);
  const shown = isCompose ? ['docker', 'compose', '…', ...command.slice(COMPOSE.length)] : command;
  return new WorkflowError(`\`${shown.join(' ')}\` failed:\n  ${said.trim().replaceAll('\n', '\n  ')}`, {
    hint: 'Run `npx just doctor`; it says whether Docker and Compose are there.',
  });
}
