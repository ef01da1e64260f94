import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../configs/settings.ts';
import { WorkflowError } from '../lib/errors.ts';
import { findJdk } from '../lib/java.ts';
import type { Jdk } from '../lib/java.ts';
import { buildId } from './inputs.ts';
import { readBuild } from './layout.ts';
import type { Build } from './layout.ts';

/** Written last: a build folder without it is half done. */
const DONE = 'done';

export interface BuildPlace {
  readonly jdk: Jdk;
  readonly id: string;
  readonly dir: string;
  readonly doneFile: string;
  readonly isDone: boolean;
}

/** Where the build of the present sources with the present JDK is, or will be. */
export async function locateBuild({
  buildDir,
  javaHome,
}: Pick<Settings, 'buildDir' | 'javaHome'>): Promise<BuildPlace> {
  const jdk = await findJdk(javaHome);
  const id = await buildId(jdk);
  const dir = join(buildDir, id);
  return { jdk, id, dir, doneFile: join(dir, DONE), isDone: existsSync(join(dir, DONE)) };
}

/** The finished build, for whatever has to start a JVM. */
export async function findBuild(settings: Settings): Promise<{ build: Build; jdk: Jdk }> {
  const { jdk, dir, isDone } = await locateBuild(settings);
  if (!isDone) {
    throw new WorkflowError('The JVM side is not built yet, or its sources changed since', {
      hint: 'Run `npx just build`.',
      exitCode: 2,
    });
  }
  return { build: await readBuild(dir), jdk };
}
