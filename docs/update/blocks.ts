import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadSettings } from '../../configs/settings.ts';
import { buildJvm } from '../../scripts/build.ts';
import { findBuild } from '../../scripts/build/find.ts';
import { damageTable } from './damages.ts';

/** A part of a page that a program writes, between `<!-- generated: NAME -->` and `<!-- end -->`. */
export interface Block {
  readonly name: string;
  /** Whether it takes the build of the JVM side to know it. */
  readonly needsBuild: boolean;
  readonly text: () => Promise<string>;
}

/** Every block that a page may hold. */
export const BLOCKS: readonly Block[] = [
  { name: 'commands', needsBuild: false, text: commands },
  {
    name: 'generator keys',
    needsBuild: true,
    text: () => printedBy('data-generator', 'workshop.generator.DirectiveTable'),
  },
  { name: 'damages', needsBuild: false, text: damageTable },
  { name: 'sink keys', needsBuild: true, text: () => printedBy('s3-sink', 'workshop.s3sink.config.ConfigTable') },
];

/** What can be typed, as a table. */
async function commands(): Promise<string> {
  const { taskTable } = await import('../../tasks/define.ts');
  await import('../../tasks/all.ts');
  const rows = [...taskTable.values()].map(({ name, args, summary }) => {
    const typed = ['npx just', name, ...args].join(' ');
    return `| \`${typed}\` | ${summary} |`;
  });
  return ['| command | what it does |', '| --- | --- |', ...rows].join('\n');
}

/** What a plugin says about its own keys: a main class of it prints the table that it validates with. */
async function printedBy(plugin: string, main: string): Promise<string> {
  const settings = loadSettings();
  await buildJvm(settings);
  const { build, jdk } = await findBuild(settings);
  const classPath = `${join(build.pluginPath, plugin, '*')}:${build.kafkaClassPath}`;
  const { stdout } = await promisify(execFile)(jdk.java, ['-cp', classPath, main]);
  return stdout.trim();
}
