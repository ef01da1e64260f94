import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx/core';
import type { Broker, Settings } from '../../../configs/settings.ts';
import { WorkflowError } from '../../lib/errors.ts';
import { runPaths } from '../run-folder.ts';
import { plainEnvironment } from './environment.ts';
import type { EmbeddedProcess, Tools } from './process.ts';

const CONFIGS = join(import.meta.dirname, '../../../configs');
export const LOG4J = join(CONFIGS, 'log4j2.properties');

/** One KRaft broker that is also a controller. */
export function brokerProcess(settings: Settings, broker: Broker): EmbeddedProcess {
  const name = `kafka-${broker.id}`;
  const { etcFile, dataDir } = runPaths(settings);
  const propertiesFile = etcFile(`${name}.properties`);
  return {
    name,
    service: 'kafka',
    address: `${settings.host}:${broker.port}`,
    source: 'Apache Kafka from Maven Central',
    // The last controller to leave waits 5 s for a successor.
    graceMs: 30_000,
    launch: (tools) => ({
      command: tools.java({
        main: 'kafka.Kafka',
        args: [propertiesFile],
        classPath: tools.build.kafkaClassPath,
        heap: settings.kafkaHeap,
        archive: tools.build.archives.kafka,
        properties: { 'log4j2.configurationFile': LOG4J },
      }),
      env: plainEnvironment(settings),
      prepare: async () => {
        await writeFile(propertiesFile, await brokerProperties(settings, broker, dataDir(name)));
        await formatStorage(settings, broker, tools);
      },
    }),
  };
}

async function brokerProperties(settings: Settings, broker: Broker, logDir: string): Promise<string> {
  const { host, brokers } = settings;
  const common = await readFile(join(CONFIGS, 'kafka.properties'), 'utf8');
  const own = {
    'node.id': broker.id,
    listeners: `PLAINTEXT://${host}:${broker.port},CONTROLLER://${host}:${broker.controllerPort}`,
    'controller.quorum.voters': brokers.map((each) => `${each.id}@${host}:${each.controllerPort}`).join(','),
    'log.dirs': logDir,
  };
  const lines = Object.entries(own).map(([key, value]) => `${key}=${value}`);
  return `${common}\n${lines.join('\n')}\n`;
}

/** Formats a new data folder beside its final place and renames it, so that a half formatted one is never believed. */
async function formatStorage(settings: Settings, broker: Broker, { build, java }: Tools): Promise<void> {
  const { dataDir, etcFile } = runPaths(settings);
  const target = dataDir(`kafka-${broker.id}`);
  if (existsSync(target)) return;
  const draft = `${target}.formatting`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const propertiesFile = etcFile(`kafka-${broker.id}.format.properties`);
  await writeFile(propertiesFile, await brokerProperties(settings, broker, draft));
  const command = java({
    main: 'kafka.tools.StorageTool',
    args: ['format', '--cluster-id', await clusterId(settings), '--config', propertiesFile],
    classPath: build.kafkaClassPath,
    heap: '128m',
    properties: { 'log4j2.configurationFile': LOG4J },
  });
  const env = plainEnvironment(settings);
  const result = await $({ quiet: true, nothrow: true, timeout: '1m', env })`${command}`;
  if (result.exitCode !== 0) {
    const cause = result.stderr.trim() || result.stdout.trim().slice(-2000);
    throw new WorkflowError(`The data folder of broker ${broker.id} could not be formatted: ${cause}`, {
      hint: 'Run `npx just doctor`; it names what is missing.',
    });
  }
  await rename(draft, target);
}

/** One id for all brokers of the run, made once. */
async function clusterId(settings: Settings): Promise<string> {
  const path = runPaths(settings).dataDir('cluster-id');
  const id = randomBytes(16).toString('base64url');
  await writeFile(path, id, { flag: 'wx' }).catch(() => undefined);
  return readFile(path, 'utf8');
}
