import { rmSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, folderProblem, WorkflowError } from './errors.ts';
import { startTimeOf } from './process-table.ts';

/** `lock-<pid>-<start time>`: names no two processes ever share, so a dead one's file can be removed without a race. */
const CLAIM = /^lock-(\d+)-(.+)$/;

interface LockOptions {
  /** The error for when a live process has the lock. */
  readonly refusal?: (holder: number) => WorkflowError;
}

export interface FolderLock {
  readonly release: () => Promise<void>;
}

/**
 * Claims a folder for this process, making it if it is not there. Throws when a live process has it; the claim of a
 * process that was killed is taken away. Of two that come at the same moment both may be refused, never none.
 */
export async function lockFolder(
  folder: string,
  { refusal = (holder) => atWork(folder, holder) }: LockOptions = {},
): Promise<FolderLock> {
  const path = await claim(folder, refusal);
  return { release: () => rm(path, { force: true }) };
}

/** Runs `body` while this process alone holds the folder. Throws as `lockFolder` does. */
export async function withLock<T>(folder: string, body: () => Promise<T>): Promise<T> {
  const { release } = await lockFolder(folder);
  try {
    return await body();
  } finally {
    await release();
  }
}

/** Holds the folder until this process ends. Throws as `lockFolder` does. */
export async function holdLock(folder: string): Promise<void> {
  const path = await claim(folder, (holder) => atWork(folder, holder));
  process.on('exit', () => rmSync(path, { force: true }));
}

async function claim(folder: string, refusal: (holder: number) => WorkflowError): Promise<string> {
  const own = `lock-${process.pid}-${nameOf(await startTimeOf(process.pid))}`;
  const path = join(folder, own);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw folderProblem(folder, error);
  });
  await writeFile(path, '', { flag: 'wx' }).catch((error: unknown) => {
    throw codeOf(error) === 'EEXIST' ? refusal(process.pid) : error;
  });
  try {
    const others = (await readdir(folder)).filter((name) => name !== own && CLAIM.test(name));
    for (const name of others) await removeIfStale(join(folder, name), name, refusal);
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function removeIfStale(path: string, name: string, refusal: (holder: number) => WorkflowError): Promise<void> {
  const [, holder = '', started] = CLAIM.exec(name) ?? [];
  if (nameOf(await startTimeOf(Number(holder))) === started) throw refusal(Number(holder));
  await rm(path, { force: true });
}

function nameOf(startTime: string | undefined): string {
  return startTime?.replaceAll(/\W+/g, '_') ?? '';
}

function atWork(folder: string, holder: number): WorkflowError {
  return new WorkflowError(`Another command (pid ${holder}) is working on ${dirname(folder)}`, {
    hint: 'Wait until it has ended.',
    exitCode: 2,
  });
}
