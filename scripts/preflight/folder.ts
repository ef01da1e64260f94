import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { $ } from 'zx/core';
import type { Settings } from '../../configs/settings.ts';
import { folderProblem, WorkflowError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';
import { findJdk, JAVA_LOCALE } from '../lib/java.ts';
import type { Jdk } from '../lib/java.ts';
import { createRunFolder } from '../runtime/run-folder.ts';
import { runtimeOf } from '../runtime/runtime.ts';
import { jdkProblem } from './tools.ts';

/** Three brokers' logs, the objects and the build, with room to work in. */
const NEEDED_DISK = 1024 ** 3;
const SOURCE = join(import.meta.dirname, 'UserXattrs.java');

/** The run folder can be written and its disk has room. */
export async function checkDisk(settings: Settings): Promise<string> {
  await makeRunFolder(settings);
  const { bavail, bsize } = await statfs(settings.runDir);
  const free = bavail * bsize;
  if (free >= NEEDED_DISK) return `${settings.runDir}, ${formatBytes(free)} free`;
  throw new WorkflowError(
    `${formatBytes(free)} are free on the disk of ${settings.runDir}, ${formatBytes(NEEDED_DISK)} are needed`,
    {
      hint: 'Free some space, or set RUN_DIR to a folder on another disk.',
      exitCode: 2,
    },
  );
}

/** The file system of the run folder takes user xattrs: S3Proxy keeps an object's metadata in them. Node.js cannot set one, Java can. */
export async function checkUserXattrs(settings: Settings): Promise<string> {
  if (settings.runtime === 'docker' || settings.aws === 'cloud') return 'not needed, no S3Proxy keeps objects there';
  await makeRunFolder(settings);
  // A JVM takes a while to say what is known here already.
  if (await runsS3(settings)) return 'can be set, S3 runs on them';
  const jdk = await findJdk(settings.javaHome);
  if (jdkProblem(jdk)) return 'not tried, for that takes a JDK';
  const env = { ...settings.environment, ...JAVA_LOCALE };
  const classes = await compiled(settings, { jdk, env });
  const set = await $({
    quiet: true,
    nothrow: true,
    timeout: '30s',
    env,
  })`${jdk.java} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp ${classes} UserXattrs ${settings.runDir}`;
  if (set.exitCode === 0) return 'can be set';
  throw new WorkflowError(
    `The file system of ${settings.runDir} takes no user xattrs: ${set.stderr.trim().split('\n')[0]}`,
    {
      hint: 'Set RUN_DIR to a folder on another file system (ext4, xfs, btrfs, APFS; not tmpfs on older kernels).',
      exitCode: 2,
    },
  );
}

async function runsS3(settings: Settings): Promise<boolean> {
  const processes = await runtimeOf(settings).status('aws');
  return processes.some(({ name, state }) => name === 's3' && state === 'running');
}

interface Compiling {
  readonly jdk: Jdk;
  readonly env: Readonly<Record<string, string>>;
}

/** Compiled beside its place and renamed: half a class is never believed. */
async function compiled({ buildDir }: Settings, { jdk, env }: Compiling): Promise<string> {
  const classes = join(buildDir, 'preflight');
  if (existsSync(join(classes, 'UserXattrs.class'))) return classes;
  await mkdir(classes, { recursive: true }).catch((error: unknown) => {
    throw folderProblem(classes, error);
  });
  const draft = await mkdtemp(join(classes, 'draft-'));
  const javac = join(jdk.home, 'bin', 'javac');
  const said = await $({
    quiet: true,
    nothrow: true,
    timeout: '1m',
    env: { ...env },
  })`${javac} --release 17 -d ${draft} ${SOURCE}`;
  if (said.exitCode !== 0) {
    await rm(draft, { recursive: true });
    throw new WorkflowError(`${javac} does not compile: ${said.stderr.trim().split('\n')[0]}`, {
      hint: 'Set JAVA_HOME to a whole JDK 17 or newer.',
      exitCode: 2,
    });
  }
  await rename(join(draft, 'UserXattrs.class'), join(classes, 'UserXattrs.class'));
  await rm(draft, { recursive: true });
  return classes;
}

async function makeRunFolder(settings: Settings): Promise<void> {
  try {
    await createRunFolder(settings);
  } catch (error) {
    throw error instanceof WorkflowError ? error : folderProblem(settings.runDir, error);
  }
}
