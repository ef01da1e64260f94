import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { $, which } from 'zx/core';
import type { Settings } from '../../configs/settings.ts';
import { locateBuild } from '../build/find.ts';
import { WorkflowError } from '../lib/errors.ts';
import { findJdk, JAVA_LOCALE } from '../lib/java.ts';
import type { Jdk } from '../lib/java.ts';

const NEEDED_NODE: readonly [number, number] = [20, 19];
const NEEDED_JAVA = 17;
const NEEDED_MAVEN: readonly [number, number] = [3, 8];

/** The running Node.js is new enough. */
export function checkNode(): Promise<string> {
  const version = process.versions.node;
  if (isAtLeast(version, NEEDED_NODE)) return Promise.resolve(version);
  return Promise.reject(
    new WorkflowError(`Node.js ${version} is too old, ${NEEDED_NODE.join('.')} is needed`, {
      hint: 'Install a current Node.js (20, 22 or 24).',
      exitCode: 2,
    }),
  );
}

/** There is a JDK, with its compiler, and it is new enough. */
export async function checkJdk({ javaHome }: Settings): Promise<string> {
  const jdk = await findJdk(javaHome);
  const problem = jdkProblem(jdk);
  if (!problem) return `${jdk.major} at ${jdk.home}`;
  const hint = `Install a JDK ${NEEDED_JAVA} or newer (Debian: \`apt-get install openjdk-17-jdk-headless\`, macOS: \`brew install openjdk@17\`).`;
  throw new WorkflowError(problem, { hint, exitCode: 2 });
}

/** What is wrong with a JDK; `undefined` when it will do. */
export function jdkProblem({ java, home, major }: Jdk): string | undefined {
  if (!(major >= NEEDED_JAVA)) return `${java} is Java ${major}, ${NEEDED_JAVA} is needed`;
  return existsSync(join(home, 'bin', 'javac')) ? undefined : `${home} has no \`javac\``;
}

/** Maven is there and new enough, or the build is done and needs none. */
export async function checkMaven(settings: Settings): Promise<string> {
  // Without a JDK there is no telling whether the build is done; the check of the JDK says so.
  const build = await locateBuild(settings).catch(() => undefined);
  if (build?.isDone) return 'not needed, the build is up to date';
  const mvn = await which('mvn', { nothrow: true });
  const hint = 'Install Maven 3.8 or newer (Debian: `apt-get install maven`, macOS: `brew install maven`).';
  if (!mvn) throw new WorkflowError('No `mvn` on the PATH', { hint, exitCode: 2 });
  if (!build) return `${mvn}, its version not asked, for that takes a JDK`;
  const env = { ...settings.environment, ...JAVA_LOCALE, JAVA_HOME: build.jdk.home };
  const said = await $({ quiet: true, nothrow: true, timeout: '30s', env })`${mvn} --batch-mode --version`;
  const version = /Apache Maven (\S+)/.exec(said.stdout)?.[1] ?? '';
  if (isAtLeast(version, NEEDED_MAVEN)) return version;
  throw new WorkflowError(`${mvn} is Maven ${version || '(no version told)'}, ${NEEDED_MAVEN.join('.')} is needed`, {
    hint,
    exitCode: 2,
  });
}

function isAtLeast(version: string, [neededMajor, neededMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
