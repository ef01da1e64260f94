import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What a build holds, as absolute paths. */
export interface Build {
  readonly dir: string;
  /** Class path of brokers and worker. Its order is fixed: an AppCDS archive is tied to it. */
  readonly kafkaClassPath: string;
  readonly s3proxyClassPath: string;
  /** The parent of one folder for each plugin, as Connect's `plugin.path` wants it. */
  readonly pluginPath: string;
  /** A formatted data folder of a broker. */
  readonly storage: string;
  readonly archives: { readonly kafka: string; readonly connect: string; readonly s3proxy: string };
}

const PLUGINS = ['glue-converter', 'data-generator', 's3-sink'];
const CLASS_PATHS = ['kafka', 's3proxy'];

/** Copies what Maven left in `mavenDir` to where the runs expect it. */
export async function layOut(mavenDir: string, dir: string): Promise<void> {
  for (const module of CLASS_PATHS) await copyJars(join(mavenDir, module, 'lib'), join(dir, module));
  for (const plugin of PLUGINS) {
    await copyJars(join(mavenDir, plugin, 'lib'), join(dir, 'plugins', plugin));
    await copyJars(join(mavenDir, plugin), join(dir, 'plugins', plugin));
  }
}

/** The paths of the build in `dir`. */
export async function readBuild(dir: string): Promise<Build> {
  return {
    dir,
    kafkaClassPath: await classPath(join(dir, 'kafka')),
    s3proxyClassPath: await classPath(join(dir, 's3proxy')),
    pluginPath: join(dir, 'plugins'),
    storage: join(dir, 'storage'),
    archives: {
      kafka: join(dir, 'kafka.jsa'),
      connect: join(dir, 'connect.jsa'),
      s3proxy: join(dir, 's3proxy.jsa'),
    },
  };
}

async function copyJars(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const jar of await jarsIn(from)) await copyFile(join(from, jar), join(to, jar), constants.COPYFILE_FICLONE);
}

async function classPath(dir: string): Promise<string> {
  return (await jarsIn(dir)).map((jar) => join(dir, jar)).join(':');
}

async function jarsIn(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => name.endsWith('.jar')).toSorted();
}
