import { parallel, series } from 'just-task';
import { loadSettings } from '../configs/settings.ts';
import { formatBytes } from '../scripts/lib/format.ts';
import { table } from '../scripts/lib/table.ts';
import { SERVICES, runtimeOf } from '../scripts/runtime/runtime.ts';
import { hasChanges } from './changes.ts';
import { defineSequence, step } from './define.ts';
import { printLines } from './output.ts';

defineSequence('up', 'Bring up the whole pipeline: build, AWS side, Kafka, Connect, connectors', {}, () =>
  series(
    'preflight',
    'build',
    parallel('aws:up', 'kafka:up'),
    'connect:up',
    'source:create',
    'sink:create',
    step(printSummary),
  ),
);

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
