import { basename, join } from 'node:path';
import { $ } from 'zx/core';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import type { Build } from '../../scripts/build/layout.ts';

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy';

/**
 * Puts Kafka's own file connectors into a plugin folder below `pluginPath`, in the version of the worker. They are
 * something to measure against and no part of the product, so its build does not know them.
 */
export async function fetchConnectFile(build: Build, pluginPath: string): Promise<void> {
  const artifact = `org.apache.kafka:connect-file:${kafkaVersion(build)}`;
  const folder = join(pluginPath, 'connect-file');
  await $({ quiet: true, timeout: '5m' })`mvn -B -q ${COPY} -Dartifact=${artifact} -DoutputDirectory=${folder}`;
}

/** The version of Kafka that the worker runs. */
export function kafkaVersion({ kafkaClassPath }: Build): string {
  const names = kafkaClassPath.split(':').map((jar) => basename(jar));
  const version = names.flatMap((name) => /^connect-runtime-(.+)\.jar$/.exec(name)?.[1] ?? [])[0];
  if (!version) throw new WorkflowError('The build has no connect-runtime', { hint: 'Run `npx just build`.' });
  return version;
}
