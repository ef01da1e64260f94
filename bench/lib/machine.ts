import { availableParallelism } from 'node:os';
import { basename, delimiter } from 'node:path';
import { loadSettings } from '../../configs/settings.ts';
import { findBuild } from '../../scripts/build/find.ts';

/** What a figure depends on besides the code: for the JSON line of a benchmark. Throws when the build is not up to date. */
export async function describeMachine() {
  const { build, jdk } = await findBuild(loadSettings());
  const jars = build.kafkaClassPath.split(delimiter).map((path) => basename(path));
  const kafka = jars.flatMap((name) => /^kafka-clients-(.+)\.jar$/.exec(name)?.[1] ?? [])[0];
  return { cores: availableParallelism(), node: process.version, java: jdk.major, kafka };
}
