import { rm, writeFile } from 'node:fs/promises';
import type { Settings } from '../../configs/settings.ts';
import { findBuild } from '../build/find.ts';
import { credentialsFile } from '../cloud/worker-access.ts';
import { defaultRegion, readConnectorFiles } from '../connector-files.ts';
import { readDaemon, startDaemon, stopDaemon } from '../lib/daemon.ts';
import { WorkflowError } from '../lib/errors.ts';
import { javaCommand } from '../lib/java.ts';
import { readEvidence } from '../lib/log-file.ts';
import { residentBytes } from '../lib/process-table.ts';
import { brokerProcess } from './embedded/broker.ts';
import type { EmbeddedProcess, Tools } from './embedded/process.ts';
import { registryProcess } from './embedded/registry.ts';
import { s3proxyProcess } from './embedded/s3proxy.ts';
import { workerProcess } from './embedded/worker.ts';
import { createRunFolder, runPaths } from './run-folder.ts';
import type { ProcessState, Runtime, Service } from './runtime.ts';

/** The real thing without containers: every service is one or more processes, known by their pid files. */
export function embedded(settings: Settings, givenTools?: Tools): Runtime {
  return {
    start: async (service) => {
      const tools = givenTools ?? (await findTools(settings));
      await prepareRunFolder(settings);
      const processes = wantedOf(settings, service);
      const started = await Promise.all(
        processes.map(async (each) => ((await startProcess(settings, each, tools)) ? [each.name] : [])),
      );
      return started.flat();
    },
    stop: async (service) => {
      const processes = processesOf(settings, service);
      const stopped = await Promise.all(
        processes.map(async (each) => ((await stop(settings, each)) ? [each.name] : [])),
      );
      // Only the worker reads them.
      if (service === 'connect') await rm(runPaths(settings).etcFile('aws-credentials'), { force: true });
      return stopped.flat();
    },
    status: async (service) => Promise.all(wantedOf(settings, service).map((each) => stateOf(settings, each))),
    checkAlive: async (service) => {
      for (const each of wantedOf(settings, service)) await checkAlive(settings, each);
    },
    plan: async (service) =>
      wantedOf(settings, service).map(({ name, address, source }) => ({ name, service, address, source })),
    volumes: () => Promise.resolve([]),
    removeVolumes: () => Promise.resolve(),
  };
}

/** The processes of a service, in the order in which they are listed. */
export function processesOf(settings: Settings, service: Service): EmbeddedProcess[] {
  switch (service) {
    case 'aws':
      return [registryProcess(settings), s3proxyProcess(settings)];
    case 'kafka':
      return settings.brokers.map((broker) => brokerProcess(settings, broker));
    case 'connect':
      return [workerProcess(settings)];
    case 'ui':
      return [];
  }
}

/** With `AWS=cloud` there are no stand-ins; one that still runs from before can only be stopped. */
function wantedOf(settings: Settings, service: Service): EmbeddedProcess[] {
  return service === 'aws' && settings.aws === 'cloud' ? [] : processesOf(settings, service);
}

async function findTools(settings: Settings): Promise<Tools> {
  const { build, jdk } = await findBuild(settings);
  const region = defaultRegion(await readConnectorFiles(settings));
  return { build, region, java: (program) => javaCommand(jdk.java, program) };
}

/** Starts one process unless it runs already; says whether it did. */
export function startProcess(settings: Settings, process: EmbeddedProcess, tools: Tools): Promise<boolean> {
  const { pidFile, logFile } = runPaths(settings);
  const { command, env, prepare } = process.launch(tools);
  return startDaemon({
    name: process.name,
    address: process.address,
    command,
    env,
    prepare,
    cwd: settings.runDir,
    pidFile: pidFile(process.name),
    logFile: logFile(process.name),
  });
}

function stop(settings: Settings, { name, graceMs }: EmbeddedProcess): Promise<boolean> {
  return stopDaemon(runPaths(settings).pidFile(name), { graceMs });
}

async function stateOf(settings: Settings, { name, service, address }: EmbeddedProcess): Promise<ProcessState> {
  const { pidFile, logFile } = runPaths(settings);
  const running = await readDaemon(pidFile(name));
  const common = { name, service, address, logFile: logFile(name) };
  if (!running) return { ...common, state: 'stopped' };
  const memory = await residentBytes(running.pid);
  const moved = running.address !== address;
  return { ...common, address: running.address, ...(moved && { moved }), state: 'running', pid: running.pid, memory };
}

async function checkAlive(settings: Settings, { name }: EmbeddedProcess): Promise<void> {
  const { pidFile, logFile } = runPaths(settings);
  if (await readDaemon(pidFile(name))) return;
  throw new WorkflowError(`${name} ended while it was starting\n${await readEvidence(logFile(name))}`, {
    hint: `Read the whole log with \`npx just logs ${name}\`.`,
  });
}

/**
 * The folders of the run and two files: AWS SDKs read `~/.aws` unless they are pointed at others. Both are empty, except
 * that with `AWS=cloud` the worker finds its credentials there.
 */
export async function prepareRunFolder(settings: Settings): Promise<void> {
  await createRunFolder(settings);
  const { etcFile } = runPaths(settings);
  await writeFile(etcFile('aws-config'), '');
  const credentials = settings.aws === 'cloud' ? await credentialsFile(settings) : '';
  await writeFile(etcFile('aws-credentials'), credentials, { mode: 0o600 });
}
