import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx/core';
import type { Settings } from '../../configs/settings.ts';
import { WorkflowError } from '../lib/errors.ts';
import { JAVA_LOCALE, javaCommand } from '../lib/java.ts';
import type { Jdk } from '../lib/java.ts';
import { brokerProperties } from '../runtime/embedded/broker-properties.ts';
import type { Build } from './layout.ts';

/** Replaced by every run with ids of its own. */
const TEMPLATE_CLUSTER = 'AAAAAAAAAAAAAAAAAAAAAA';

/**
 * Formats a broker's data folder once with Kafka's own StorageTool, as `kafka-storage.sh format` does. Runs copy it and put
 * their ids into it: three JVMs less at every first start.
 */
export async function formatStorage(settings: Settings, build: Build, jdk: Jdk): Promise<void> {
  const [broker] = settings.brokers;
  if (!broker) return;
  await mkdir(build.storage, { recursive: true });
  const propertiesFile = join(build.dir, 'storage.properties');
  await writeFile(propertiesFile, await brokerProperties(settings, broker, build.storage));
  const command = javaCommand(jdk.java, {
    main: 'kafka.tools.StorageTool',
    args: ['format', '--cluster-id', TEMPLATE_CLUSTER, '--config', propertiesFile],
    classPath: build.kafkaClassPath,
    heap: '128m',
    properties: {},
  });
  const env = { ...settings.environment, ...JAVA_LOCALE };
  const result = await $({ quiet: true, nothrow: true, timeout: '1m', env })`${command}`;
  if (result.exitCode === 0) return;
  throw new WorkflowError(`Kafka's StorageTool failed: ${result.stderr.trim() || result.stdout.trim().slice(-2000)}`, {
    hint: 'Run `npx just doctor`; it names what is missing.',
  });
}
