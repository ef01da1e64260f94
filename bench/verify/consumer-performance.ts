import { join } from 'node:path';
import { $ } from 'zx/core';
import type { Settings } from '../../configs/settings.ts';
import { findBuild } from '../../scripts/build/find.ts';
import { kafkaVersion } from '../sink/connect-file.ts';
import { TOPICS } from './stack.ts';

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy';

/**
 * Puts Kafka's command line tools into `folder` and gives the command line that reads so many records the way of
 * `kafka-consumer-perf-test.sh`, with its heap: raw, without decoding a value and without S3.
 */
export async function prepareConsumerPerformance(settings: Settings, folder: string) {
  const { build, jdk } = await findBuild(settings);
  const artifact = `org.apache.kafka:kafka-tools:${kafkaVersion(build)}`;
  const tools = join(folder, 'tools');
  await $({ quiet: true, timeout: '5m' })`mvn -B -q ${COPY} -Dartifact=${artifact} -DoutputDirectory=${tools}`;
  return (records: number): [string, ...string[]] => [
    jdk.java,
    '-Xmx512M',
    '-cp',
    `${join(tools, '*')}:${build.kafkaClassPath}`,
    'org.apache.kafka.tools.ConsumerPerformance',
    '--bootstrap-server',
    settings.bootstrap.join(','),
    '--include',
    TOPICS.join('|'),
    '--num-records',
    String(records),
    '--hide-header',
  ];
}
