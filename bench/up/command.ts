import { $ } from 'zx/core';
import type { Phases } from './phases.ts';

/** The tasks that `up` is made of, as phases of coming up. */
const PHASES: Readonly<Record<string, string>> = {
  preflight: 'preflight',
  build: 'build check',
  'aws:up': 'S3 and Glue registry',
  'kafka:up': 'brokers',
  'connect:up': 'worker',
  'source:create': 'connectors',
  'sink:create': 'connectors',
};

/** Runs `just up` as a user would, and takes the times of its tasks from what just prints. */
export async function comeUpByCommand(env: Readonly<Record<string, string>>, phases: Phases): Promise<void> {
  const up = await $({
    quiet: true,
    timeout: '3m',
    env: { ...env },
  })`${process.execPath} node_modules/just-task/bin/just.js up`;
  for (const [, name = '', amount, unit] of up.stdout.matchAll(/finished '(\S+)' in ([\d.]+)(ms|s)/g)) {
    const phase = PHASES[name];
    if (phase) phases[phase] = (phases[phase] ?? 0) + Number(amount) / (unit === 'ms' ? 1000 : 1);
  }
}
