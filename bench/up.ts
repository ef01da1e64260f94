import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, portsOf } from '../configs/settings.ts';
import type { Settings } from '../configs/settings.ts';
import { buildJvm } from '../scripts/build.ts';
import { stopAll } from '../scripts/down.ts';
import { formatBytes } from '../scripts/lib/format.ts';
import { freePortOffset } from '../scripts/lib/ports.ts';
import { table } from '../scripts/lib/table.ts';
import { embedded } from '../scripts/runtime/embedded.ts';
import { SERVICES } from '../scripts/runtime/runtime.ts';
import { describeMachine } from './lib/machine.ts';
import { comeUpByCommand } from './up/command.ts';
import { comeUpNaively } from './up/naive.ts';
import type { Phases } from './up/phases.ts';

interface Result {
  readonly phases: Phases;
  readonly seconds: number;
  /** Resident bytes of all processes together at the end. */
  readonly memory: number;
}

/**
 * From a fresh run folder to RUNNING connectors with every partition assigned, twice in one run: the naive way (default
 * JVM flags and heaps, plugins scanned, one step after another) and `just up` as a user types it, from the start of the
 * command to its end. The build is up to date.
 */
export async function run(): Promise<void> {
  await buildJvm(loadSettings());
  const naive = await measure({ KAFKA_HEAP: '1g', CONNECT_HEAP: '2g' }, ({ settings, phases }) =>
    comeUpNaively(settings, phases),
  );
  const ours = await measure({}, ({ env, phases }) => comeUpByCommand(env, phases));
  const ratio = naive.seconds / ours.seconds;
  const names = [...new Set([...Object.keys(ours.phases), ...Object.keys(naive.phases)])];
  const seconds = (value: number | undefined) => (value === undefined ? '' : value.toFixed(1));
  const lines = table(
    ['Phase', 'naive s', 'just up s'],
    [
      ...names.map((name) => [name, seconds(naive.phases[name]), seconds(ours.phases[name])]),
      ['all', seconds(naive.seconds), seconds(ours.seconds)],
      ['ratio', '', ratio.toFixed(1)],
      ['memory', formatBytes(naive.memory), formatBytes(ours.memory)],
    ],
  );
  const figures = { bench: 'up', ...(await describeMachine()), naive, ours, ratio };
  process.stdout.write(`${lines.join('\n')}\n\n${JSON.stringify(figures)}\n`);
}

interface Run {
  readonly settings: Settings;
  /** The environment of a command that works on it. */
  readonly env: Readonly<Record<string, string>>;
  readonly phases: Phases;
}

async function measure(
  options: Readonly<Record<string, string>>,
  comeUp: (run: Run) => Promise<void>,
): Promise<Result> {
  const runDir = await mkdtemp(join(tmpdir(), 'bench-up-'));
  const offset = await freePortOffset(portsOf(loadSettings()).map(({ port }) => port));
  const own = { ...options, RUN_DIR: runDir, PORT_OFFSET: String(offset) };
  const settings = loadSettings({ options: own });
  const phases: Phases = {};
  const start = performance.now();
  try {
    await comeUp({ settings, env: { ...settings.environment, ...own }, phases });
    const seconds = (performance.now() - start) / 1000;
    return { phases, seconds, memory: await memoryOf(settings) };
  } finally {
    await stopAll(settings);
    await rm(runDir, { recursive: true, force: true });
  }
}

async function memoryOf(settings: Settings): Promise<number> {
  const runtime = embedded(settings);
  const states = (await Promise.all(SERVICES.map((service) => runtime.status(service)))).flat();
  return states.reduce((sum, { memory = 0 }) => sum + memory, 0);
}
