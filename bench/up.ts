import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, portsOf } from '../configs/settings.ts';
import type { Settings } from '../configs/settings.ts';
import { createAwsResources } from '../scripts/aws.ts';
import { buildJvm } from '../scripts/build.ts';
import { findBuild } from '../scripts/build/find.ts';
import { formatStorage } from '../scripts/build/storage.ts';
import { defaultRegion, readConnectorFiles } from '../scripts/connector-files.ts';
import { waitForConnect } from '../scripts/connect.ts';
import { applyConnector } from '../scripts/connectors.ts';
import { stopAll } from '../scripts/down.ts';
import { waitForKafka } from '../scripts/kafka.ts';
import { formatBytes } from '../scripts/lib/format.ts';
import { START_FAST, javaCommand } from '../scripts/lib/java.ts';
import { freePortOffset } from '../scripts/lib/ports.ts';
import { table } from '../scripts/lib/table.ts';
import { embedded, prepareRunFolder, processesOf, startProcess } from '../scripts/runtime/embedded.ts';
import type { EmbeddedProcess, Tools } from '../scripts/runtime/embedded/process.ts';
import { runPaths } from '../scripts/runtime/run-folder.ts';
import { SERVICES } from '../scripts/runtime/runtime.ts';

interface Result {
  /** Phase to seconds, in order. */
  readonly phases: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Resident bytes of all processes together at the end. */
  readonly memory: number;
}

/**
 * From a fresh run folder to RUNNING connectors with every partition assigned, twice in one run: the naive way (default
 * JVM flags and heaps, plugins scanned, one step after another) and the way of `npx just up`. The build is up to date.
 */
export async function run(): Promise<void> {
  await buildJvm(loadSettings());
  const naive = await measure({ KAFKA_HEAP: '1g', CONNECT_HEAP: '2g' }, comeUpNaively);
  const ours = await measure({}, comeUp);
  const names = [...new Set([...Object.keys(naive.phases), ...Object.keys(ours.phases)])];
  const seconds = (value: number | undefined) => (value === undefined ? '' : value.toFixed(1));
  const lines = table(
    ['Phase', 'naive s', 'just up s'],
    [
      ...names.map((name) => [name, seconds(naive.phases[name]), seconds(ours.phases[name])]),
      ['all', seconds(naive.seconds), seconds(ours.seconds)],
      ['memory', formatBytes(naive.memory), formatBytes(ours.memory)],
    ],
  );
  const figures = {
    cores: availableParallelism(),
    node: process.version,
    naive,
    ours,
    ratio: naive.seconds / ours.seconds,
  };
  process.stdout.write(`${lines.join('\n')}\n\n${JSON.stringify(figures)}\n`);
}

type Phase = <T>(name: string, body: () => Promise<T>) => Promise<T>;

async function measure(
  options: Readonly<Record<string, string>>,
  steps: (settings: Settings, phase: Phase) => Promise<void>,
): Promise<Result> {
  const runDir = await mkdtemp(join(tmpdir(), 'bench-up-'));
  const offset = await freePortOffset(portsOf(loadSettings()).map(({ port }) => port));
  const settings = loadSettings({ options: { ...options, RUN_DIR: runDir, PORT_OFFSET: String(offset) } });
  const phases: Record<string, number> = {};
  const start = performance.now();
  const phase: Phase = async (name, body) => {
    const from = performance.now();
    const result = await body();
    phases[name] = (performance.now() - from) / 1000;
    return result;
  };
  try {
    await steps(settings, phase);
    const seconds = (performance.now() - start) / 1000;
    return { phases, seconds, memory: await memoryOf(settings) };
  } finally {
    await stopAll(settings);
    await rm(runDir, { recursive: true, force: true });
  }
}

async function comeUp(settings: Settings, phase: Phase): Promise<void> {
  const tools = await toolsWith(settings, START_FAST, 'use');
  const runtime = embedded(settings, tools);
  const aws = async () => {
    await runtime.start('aws');
    await createAwsResources(settings);
  };
  const kafka = async () => {
    await runtime.start('kafka');
    await waitForKafka(settings, { proveWrite: true });
  };
  const worker = async () => {
    await runtime.start('connect');
    await waitForConnect(settings);
  };
  await Promise.all([phase('S3 and Glue registry', aws), phase('brokers', kafka), phase('worker', worker)]);
  await phase('connectors', () => applyAll(settings));
}

async function comeUpNaively(settings: Settings, phase: Phase): Promise<void> {
  const tools = await toolsWith(settings, [], 'ignore');
  await prepareRunFolder(settings);
  await phase('S3 and Glue registry', async () => {
    for (const each of processesOf(settings, 'aws')) await startProcess(settings, each, tools);
    await createAwsResources(settings);
  });
  const brokers = processesOf(settings, 'kafka');
  await phase('storage format', async () => {
    for (const { name } of brokers) {
      const storage = join(settings.runDir, `${name}.formatted`);
      await formatStorage(settings, { ...tools.build, storage, dir: settings.runDir }, (await findBuild(settings)).jdk);
    }
  });
  await phase('brokers', async () => {
    for (const broker of brokers) await startProcess(settings, broker, tools);
    await waitForKafka(settings, { proveWrite: true });
  });
  await phase('worker', async () => {
    for (const worker of processesOf(settings, 'connect')) await startScanning(settings, worker, tools);
    await waitForConnect(settings);
  });
  await phase('connectors', () => applyAll(settings));
}

/** Starts the worker with Connect's default way of finding plugins, which opens every jar. */
async function startScanning(settings: Settings, worker: EmbeddedProcess, tools: Tools): Promise<void> {
  const properties = runPaths(settings).etcFile('connect-distributed.properties');
  const launch = (given: Tools) => {
    const launched = worker.launch(given);
    const prepare = async () => {
      await launched.prepare();
      await appendFile(properties, 'plugin.discovery=hybrid_warn\n');
    };
    return { ...launched, prepare };
  };
  await startProcess(settings, { ...worker, launch }, tools);
}

async function toolsWith(settings: Settings, flags: readonly string[], archives: 'use' | 'ignore'): Promise<Tools> {
  const { build, jdk } = await findBuild(settings);
  const region = defaultRegion(await readConnectorFiles(settings));
  return { build, region, java: (program) => javaCommand(jdk.java, program, { flags, archives }) };
}

async function applyAll(settings: Settings): Promise<void> {
  for (const file of await readConnectorFiles(settings)) await applyConnector(settings, file);
}

async function memoryOf(settings: Settings): Promise<number> {
  const runtime = embedded(settings);
  const states = (await Promise.all(SERVICES.map((service) => runtime.status(service)))).flat();
  return states.reduce((sum, { memory = 0 }) => sum + memory, 0);
}
