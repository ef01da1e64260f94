import { appendFile } from 'node:fs/promises';
import type { Settings } from '../../configs/settings.ts';
import { findBuild } from '../../scripts/build/find.ts';
import { defaultRegion, readConnectorFiles } from '../../scripts/connector-files.ts';
import { waitForConnect } from '../../scripts/connect.ts';
import { readDaemon } from '../../scripts/lib/daemon.ts';
import { START_FAST, javaCommand } from '../../scripts/lib/java.ts';
import { processesOf, startProcess } from '../../scripts/runtime/embedded.ts';
import type { Tools } from '../../scripts/runtime/embedded/process.ts';
import { runPaths } from '../../scripts/runtime/run-folder.ts';

/** The worker's flags give up the second compiler for a quick start; `default` is a JVM left to itself. */
export const JVMS = ['worker', 'default'] as const;

export type Jvm = (typeof JVMS)[number];

interface WorkerOptions {
  readonly jvm: Jvm;
  /** A folder of plugins beside those of the build. */
  readonly pluginPath: string;
}

/** Starts a worker that also knows the plugins of the benchmark; resolves with its pid once it is healthy. */
export async function startWorker(settings: Settings, { jvm, pluginPath }: WorkerOptions): Promise<number> {
  const { build, jdk } = await findBuild(settings);
  const options = jvm === 'worker' ? { flags: START_FAST } : ({ flags: [], archives: 'ignore' } as const);
  const region = defaultRegion(await readConnectorFiles(settings));
  const tools: Tools = { build, region, java: (program) => javaCommand(jdk.java, program, options) };
  const properties = runPaths(settings).etcFile('connect-distributed.properties');
  for (const worker of processesOf(settings, 'connect')) {
    const launched = worker.launch(tools);
    const prepare = async () => {
      await launched.prepare();
      await appendFile(properties, `plugin.path=${build.pluginPath},${pluginPath}\n`);
    };
    await startProcess(settings, { ...worker, launch: () => ({ ...launched, prepare }) }, tools);
  }
  await waitForConnect(settings);
  return (await readDaemon(runPaths(settings).pidFile('connect')))?.pid ?? 0;
}
