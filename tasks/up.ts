import { parallel, series } from 'just-task';
import type { TaskFunction } from 'just-task';
import { formatBytes } from '../scripts/lib/format.ts';
import { table } from '../scripts/lib/table.ts';
import { readPlan } from '../scripts/plan.ts';
import { SERVICES, runtimeOf } from '../scripts/runtime/runtime.ts';
import { readLeftPaused } from '../scripts/verify/pause-marker.ts';
import { hasChanges, noteChange } from './changes.ts';
import { defineSequence, step, taskTable } from './define.ts';
import { input } from './input.ts';
import { printLines } from './output.ts';
import { loadSettings } from './settings.ts';

const dryRun = { 'dry-run': { summary: 'Print what would be started and from where, and do nothing' } };

defineSequence(
  'up',
  'Bring up the whole pipeline: build, AWS side, Kafka, Connect, connectors',
  { options: dryRun },
  () =>
    input(taskTable, 'up').has('dry-run')
      ? step(printPlan)
      : series(
          'preflight',
          'build',
          startServices(),
          step(noteLeftPaused),
          'source:create',
          'sink:create',
          step(printSummary),
        ),
);

/** A worker process waits for its brokers by itself, so they start together; a container would give up. */
function startServices(): TaskFunction {
  return loadSettings().runtime === 'embedded'
    ? parallel('aws:up', 'kafka:up', 'connect:up')
    : series(parallel('aws:up', 'kafka:up'), 'connect:up');
}

/** What follows resumes them, and `up` must not say that nothing changed. */
async function noteLeftPaused(): Promise<void> {
  for (const { name } of await readLeftPaused(loadSettings())) {
    noteChange(`Connector ${name} is still paused by a verify that was killed; it goes on now`);
  }
}

async function printPlan(): Promise<void> {
  const settings = loadSettings();
  const { runtime, aws, connectors } = settings;
  const rows = (await readPlan(settings)).map(({ name, address = '', source }) => [name, address, source]);
  printLines([
    `RUNTIME=${runtime} AWS=${aws} CONNECTORS=${connectors}`,
    '',
    ...table(['What', 'Address', 'From'], rows),
    '',
    'Nothing was started.',
  ]);
}

async function printSummary(): Promise<void> {
  const settings = loadSettings();
  const runtime = runtimeOf(settings);
  const states = (await Promise.all(SERVICES.map((service) => runtime.status(service)))).flat();
  const rows = states.map(({ name, address, state, memory }) => [
    name,
    address,
    state,
    memory ? formatBytes(memory) : '',
  ]);
  printLines([
    '',
    ...table(['Service', 'Address', 'State', 'Memory'], rows),
    '',
    hasChanges() ? 'The pipeline is up.' : 'Everything was up already; nothing changed.',
    'Next: `npx just verify` proves the data, `npx just status` shows it moving, `npx just down` stops it.',
  ]);
}
