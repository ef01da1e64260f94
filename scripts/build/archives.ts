import { rm } from 'node:fs/promises';
import { loadSettings, portsOf } from '../../configs/settings.ts';
import type { Settings } from '../../configs/settings.ts';
import { createAwsResources } from '../aws.ts';
import { waitForConnect } from '../connect.ts';
import { applyConnector } from '../connectors.ts';
import { defaultRegion, readConnectorFiles } from '../connector-files.ts';
import { waitForKafka } from '../kafka.ts';
import { javaCommand } from '../lib/java.ts';
import type { Jdk } from '../lib/java.ts';
import { freePortOffset } from '../lib/ports.ts';
import { embedded } from '../runtime/embedded.ts';
import type { Build } from './layout.ts';
import { makeTrainingFolder } from './training.ts';

/**
 * Runs the whole pipeline once, in a folder and on ports of its own, with every JVM recording the classes it loads, and
 * stops it again: a JVM writes its AppCDS archive when it ends. From then on each start maps the archive instead of
 * reading and checking thousands of classes.
 */
export async function recordArchives(settings: Settings, build: Build, jdk: Jdk): Promise<void> {
  const runDir = await makeTrainingFolder(settings.buildDir);
  const training = await trainingSettings(settings, runDir);
  const claimed = new Set<string>();
  const files = await readConnectorFiles(training);
  const runtime = embedded(training, {
    build,
    region: defaultRegion(files),
    // The first program that names an archive writes it: three brokers share one.
    java: (program) => {
      const archives = !program.archive || claimed.has(program.archive) ? 'ignore' : 'write';
      if (program.archive) claimed.add(program.archive);
      return javaCommand(jdk.java, program, { archives });
    },
  });
  try {
    await Promise.all([runtime.start('aws'), runtime.start('kafka')]);
    await createAwsResources(training);
    await waitForKafka(training, { proveWrite: true });
    await runtime.start('connect');
    await waitForConnect(training);
    for (const file of files) await applyConnector(training, file);
  } finally {
    await runtime.stop('connect');
    await Promise.all([runtime.stop('kafka'), runtime.stop('aws')]);
    await rm(runDir, { recursive: true, force: true });
  }
}

/** The tutorial's own pipeline, whatever the user's settings are, beside anything that runs already. */
async function trainingSettings({ buildDir, javaHome, environment }: Settings, runDir: string): Promise<Settings> {
  const options = { BUILD_DIR: buildDir, RUN_DIR: runDir, JAVA_HOME: javaHome };
  const base = loadSettings({ options, env: {}, cwd: runDir });
  const offset = await freePortOffset(portsOf(base).map(({ port }) => port));
  const settled = loadSettings({ options: { ...options, PORT_OFFSET: String(offset) }, env: {}, cwd: runDir });
  return { ...settled, environment };
}
