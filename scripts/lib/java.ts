import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { $, which } from 'zx/core';
import { WorkflowError } from './errors.ts';

/** A Java program, as data: what `javaCommand` turns into a command line. */
export interface JavaProgram {
  readonly main: string;
  readonly args: readonly string[];
  readonly classPath: string;
  /** Maximum heap, such as `256m`. */
  readonly heap: string;
  /** AppCDS archive to start from; a missing one only makes the start slower. */
  readonly archive?: string;
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * Flags that make small JVMs start fast side by side: one collector thread, no second compiler, and a quick way out for
 * `down`. Measured: the worker alone goes from 16 s and 900 MB to 2 s and 184 MB together with the archive.
 */
export const START_FAST = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xss512k'] as const;

/** A JVM takes the names of files in the locale's encoding: in another one it cannot open a path with an umlaut. */
export const JAVA_LOCALE = { LC_ALL: 'C.UTF-8' } as const;

interface JavaOptions {
  readonly flags?: readonly string[];
  /** `write`: record the classes and leave the archive behind when the process ends. */
  readonly archives?: 'use' | 'write' | 'ignore';
}

/** The command line of a Java program. */
export function javaCommand(
  java: string,
  { archive, properties, classPath, heap, main, args }: JavaProgram,
  { flags = START_FAST, archives = 'use' }: JavaOptions = {},
): [string, ...string[]] {
  return [
    java,
    ...flags,
    `-Xmx${heap}`,
    ...archiveFlags(archive, archives),
    ...Object.entries(properties).map(([key, value]) => `-D${key}=${value}`),
    '-cp',
    classPath,
    main,
    ...args,
  ];
}

/** A stale archive is no error: with `auto` the JVM starts without it. The dump's warnings about old classes say nothing. */
function archiveFlags(archive: string | undefined, mode: 'use' | 'write' | 'ignore'): string[] {
  if (!archive || mode === 'ignore') return [];
  const quiet = ['-Xshare:auto', '-Xlog:cds=off', '-Xlog:cds+dynamic=off'];
  return [...quiet, `-XX:${mode === 'use' ? 'SharedArchiveFile' : 'ArchiveClassesAtExit'}=${archive}`];
}

export interface Jdk {
  readonly java: string;
  readonly home: string;
  readonly major: number;
  /** Everything that makes an AppCDS archive of one JDK useless to another. */
  readonly identity: string;
}

/** The JDK of `JAVA_HOME`, else the one on the PATH; read from its files, so that no JVM has to start. */
export async function findJdk(javaHome: string | undefined): Promise<Jdk> {
  const java = javaHome ? join(javaHome, 'bin', 'java') : await which('java', { nothrow: true });
  if (!java || !existsSync(java)) {
    throw new WorkflowError(javaHome ? `JAVA_HOME names ${javaHome}, which has no bin/java` : 'No `java` on the PATH', {
      hint: 'Install a JDK 17 or newer (Debian: `apt-get install openjdk-17-jdk-headless`, macOS: `brew install openjdk@17`).',
      exitCode: 2,
    });
  }
  return (await readRelease(java)) ?? (await askJava(java));
}

async function readRelease(java: string): Promise<Jdk | undefined> {
  const home = dirname(dirname(await realpath(java)));
  const text = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  const version = /^JAVA_VERSION="(.+)"$/m.exec(text)?.[1];
  return version ? { java, home, major: Number.parseInt(version), identity: `${home}\n${text}` } : undefined;
}

/** Where `java` is only a launcher (macOS) or the JDK carries no release file, only the program itself can tell. */
async function askJava(java: string): Promise<Jdk> {
  const said = await $({ quiet: true, nothrow: true, timeout: '20s' })`${java} -XshowSettings:properties -version`;
  const property = (name: string) => new RegExp(`^ *${name} = (.+)$`, 'm').exec(said.stderr)?.[1] ?? '';
  return {
    java,
    home: property('java.home'),
    major: Number.parseInt(property('java.version')),
    identity: `${property('java.home')}\n${property('java.vm.version')}`,
  };
}
