import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { WorkflowError } from '../../../scripts/lib/errors.ts';
import { startTimeOf } from '../../../scripts/lib/process-table.ts';

/** `lock-<pid>-<start time>`: names no two processes ever share, so a dead one's file can be removed without a race. */
const CLAIM = /^lock-(\d+)-(.+)$/;

export interface FolderLock {
  readonly release: () => Promise<void>;
}

/**
 * Claims a data folder for this process. Throws a WorkflowError that names the holder when a live process has it; the
 * claim of a process that was killed is taken away. Of two that come at the same moment both may be refused, never none.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const own = `lock-${pid}-${nameOf(await startTimeOf(pid))}`;
  const path = join(folder, own);
  await writeFile(path, '', { flag: 'wx' }).catch((cause: unknown) => {
    throw heldBy(folder, { holder: pid, cause });
  });
  const release = () => rm(path, { force: true });
  try {
    for (const name of await readdir(folder)) {
      if (name !== own && CLAIM.test(name)) await removeIfStale(folder, name);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

async function removeIfStale(folder: string, claim: string): Promise<void> {
  const [, holder = '', started] = CLAIM.exec(claim) ?? [];
  if (nameOf(await startTimeOf(Number(holder))) === started) throw heldBy(folder, { holder: Number(holder) });
  await rm(join(folder, claim), { force: true });
}

function nameOf(startTime: string | undefined): string {
  return startTime?.replaceAll(/\W+/g, '_') ?? '';
}

function heldBy(folder: string, { holder, cause }: { readonly holder: number; readonly cause?: unknown }) {
  return new WorkflowError(`The data folder ${folder} is held by a running registry (pid ${holder})`, {
    hint: 'Stop that one, or give this one another folder with `--data`.',
    exitCode: 2,
    cause,
  });
}
