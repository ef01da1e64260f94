import { rmSync } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WorkflowError } from './errors.ts';
import { startTimeOf } from './process-table.ts';

/**
 * Runs `body` while this process alone holds the lock file. A lock whose holder is dead is taken over; a live holder is
 * named in the error.
 */
export async function withLock<T>(path: string, body: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  await takeLock(path);
  try {
    return await body();
  } finally {
    await rm(path, { force: true });
  }
}

/** Takes the lock file and gives it back when this process ends. Throws as `withLock` does. */
export async function holdLock(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await takeLock(path);
  process.on('exit', () => rmSync(path, { force: true }));
}

async function takeLock(path: string): Promise<void> {
  const mine = `${process.pid} ${await startTimeOf(process.pid)}`;
  try {
    const file = await open(path, 'wx');
    await file.writeFile(mine);
    await file.close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    await removeStaleLock(path);
    await takeLock(path);
  }
}

async function removeStaleLock(path: string): Promise<void> {
  const [pid = '', ...startTime] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  if ((await startTimeOf(Number(pid))) === startTime.join(' ') && startTime.length > 0) {
    throw new WorkflowError(`Another command (pid ${pid}) is working on ${dirname(path)}`, {
      hint: 'Wait until it has ended.',
      exitCode: 2,
    });
  }
  await rm(path, { force: true });
}
