import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { $ } from 'zx/core';
import type { Settings } from '../../../configs/settings.ts';
import { WorkflowError } from '../../lib/errors.ts';
import { clearProgress, showProgress } from '../../lib/progress.ts';
import { composeVariables } from './variables.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The project's compose files that these settings use, as the tutorial uses them by hand. */
export function composeFiles({ aws }: Settings): string[] {
  const names = ['kafka', 'connect', 'ui', ...(aws === 'local' ? ['aws'] : [])];
  return names.map((name) => join(ROOT, `compose-${name}.yml`));
}

/** The beginning of every compose command line. */
export function composeCommand(settings: Settings): string[] {
  const files = composeFiles(settings).flatMap((file) => ['-f', file]);
  return ['docker', 'compose', '--project-directory', ROOT, '--profile', '*', ...files];
}

/** Runs a docker command that only reads; resolves with its stdout. */
export async function readDocker(settings: Settings, command: readonly string[]): Promise<string> {
  const env = dockerEnvironment(settings);
  const output = await $({ quiet: true, nothrow: true, timeout: '1m', env })`${command}`;
  if (output.exitCode === 0) return output.stdout;
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
  const command = [...composeCommand(settings), ...args];
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
  const verb = command.slice(command.lastIndexOf('-f') + 2).join(' ');
  return new WorkflowError(`\`docker compose … ${verb}\` failed:\n  ${said.trim().replaceAll('\n', '\n  ')}`, {
    hint: 'Run `npx just doctor`; it says whether Docker and Compose are there.',
  });
}
