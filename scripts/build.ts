import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../configs/settings.ts';
import { recordArchives } from './build/archives.ts';
import { locateBuild } from './build/find.ts';
import type { BuildPlace } from './build/find.ts';
import { layOut, readBuild } from './build/layout.ts';
import { packageModules } from './build/maven.ts';
import { formatStorage } from './build/storage.ts';
import { buildLock, removeTrainings } from './build/training.ts';
import { withLock } from './lib/lock.ts';
import { clearProgress, showProgress } from './lib/progress.ts';

const MAVEN_DIR = 'maven';
/** The newest builds that stay: the one just made, and one that a running stack may still be using. */
const KEPT_BUILDS = 2;

export interface BuildResult {
  readonly dir: string;
  readonly state: 'built' | 'up to date';
}

/**
 * Packages the JVM modules with Maven, lays out class paths and plugin folders, and records the AppCDS archives. Each
 * build has its own folder, named after its inputs, so a running stack never has its jars changed under it.
 */
export async function buildJvm(settings: Settings): Promise<BuildResult> {
  const place = await locateBuild(settings);
  if (place.isDone) return { dir: place.dir, state: 'up to date' };
  return withLock(buildLock(settings.buildDir), () => build(settings, place));
}

async function build(settings: Settings, place: BuildPlace): Promise<BuildResult> {
  const { dir, doneFile, jdk } = place;
  const mavenDir = join(settings.buildDir, MAVEN_DIR);
  await removeTrainings(settings.buildDir);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await packageModules({ outputDir: mavenDir, javaHome: jdk.home, environment: settings.environment });
  await layOut(mavenDir, dir);
  const laidOut = await readBuild(dir);
  await formatStorage(settings, laidOut, jdk);
  showProgress('Recording AppCDS archives: one start of the pipeline without them');
  await recordArchives(settings, laidOut, jdk);
  clearProgress();
  await writeFile(doneFile, `${new Date().toISOString()}\n`);
  await removeOldBuilds(settings.buildDir, place.id);
  return { dir, state: 'built' };
}

async function removeOldBuilds(buildDir: string, newest: string): Promise<void> {
  const names = (await readdir(buildDir, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{12}$/.test(entry.name) && entry.name !== newest)
    .map((entry) => entry.name);
  const dated = await Promise.all(
    names.map(async (name) => ({ name, madeAt: (await stat(join(buildDir, name))).mtimeMs })),
  );
  const old = dated.toSorted((a, b) => b.madeAt - a.madeAt).slice(KEPT_BUILDS - 1);
  for (const { name } of old) await rm(join(buildDir, name), { recursive: true, force: true });
}
