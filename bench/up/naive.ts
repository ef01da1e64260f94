import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../configs/settings.ts';
import { createAwsResources } from '../../scripts/aws.ts';
import { findBuild } from '../../scripts/build/find.ts';
import { formatStorage } from '../../scripts/build/storage.ts';
import { defaultRegion, readConnectorFiles } from '../../scripts/connector-files.ts';
import { waitForConnect } from '../../scripts/connect.ts';
import { applyConnector } from '../../scripts/connectors.ts';
import { waitForKafka } from '../../scripts/kafka.ts';
import { javaCommand } from '../../scripts/lib/java.ts';
import { prepareRunFolder, processesOf, startProcess } from '../../scripts/runtime/embedded.ts';
import type { EmbeddedProcess, Tools } from '../../scripts/runtime/embedded/process.ts';
import { runPaths } from '../../scripts/runtime/run-folder.ts';
import { type Phases, timed } from './phases.ts';

/** The naive way: default JVM flags, plugins scanned, the storage formatted first, one step after another. */
export async function comeUpNaively(settings: Settings, phases: Phases): Promise<void> {
  const phase = <T>(name: string, body: () => Promise<T>) => timed(phases, name, body);
  const tools = await plainTools(settings);
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

async function plainTools(settings: Settings): Promise<Tools> {
  const { build, jdk } = await findBuild(settings);
  const region = defaultRegion(await readConnectorFiles(settings));
  return { build, region, java: (program) => javaCommand(jdk.java, program, { flags: [], archives: 'ignore' }) };
}

async function applyAll(settings: Settings): Promise<void> {
  for (const file of await readConnectorFiles(settings)) await applyConnector(settings, file);
}
