import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopDaemon } from '../lib/daemon.ts';
import { WorkflowError } from '../lib/errors.ts';
import { lockFolder } from '../lib/lock.ts';

const PREFIX = 'training-';
/** A killed build's JVMs hold nothing that anybody wants. */
const GRACE_MS = 1000;

/** The claim of the one build that may work on a build folder. */
export function buildLock(buildDir: string): string {
  return join(buildDir, 'build.lock');
}

/** Makes the run folder of the start that records the archives. */
export function makeTrainingFolder(buildDir: string): Promise<string> {
  return mkdtemp(join(buildDir, PREFIX));
}

/**
 * Ends the processes that a killed build has left and deletes their folders; says whether there were any. For whoever holds
 * the build's lock.
 */
export async function removeTrainings(buildDir: string): Promise<boolean> {
  let foundAny = false;
  for (const name of await trainingsIn(buildDir)) {
    const pids = join(buildDir, name, 'pids');
    const files = (await readdir(pids).catch(() => [])).filter((file) => file.endsWith('.pid'));
    const stopped = await Promise.all(files.map((file) => stopDaemon(join(pids, file), { graceMs: GRACE_MS })));
    foundAny ||= stopped.includes(true);
    await rm(join(buildDir, name), { recursive: true, force: true });
  }
  return foundAny;
}

/** The same for everybody else: does nothing while a build is at work. */
export async function removeAbandonedTrainings(buildDir: string): Promise<boolean> {
  if ((await trainingsIn(buildDir)).length === 0) return false;
  const lock = await lockFolder(buildLock(buildDir)).catch((error: unknown) => {
    if (error instanceof WorkflowError) return undefined;
    throw error;
  });
  if (!lock) return false;
  try {
    return await removeTrainings(buildDir);
  } finally {
    await lock.release();
  }
}

async function trainingsIn(buildDir: string): Promise<string[]> {
  return (await readdir(buildDir).catch(() => [])).filter((name) => name.startsWith(PREFIX));
}
