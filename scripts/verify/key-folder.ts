import { rmSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../configs/settings.ts';
import { createRunFolder } from '../runtime/run-folder.ts';

const NAME = /^verify-keys-(?<pid>\d+)$/;

/** A folder of this process below the run folder. */
export interface KeyFolder {
  /** Makes it when it is first asked for. */
  readonly path: () => Promise<string>;
  /** Removes it. */
  close(): Promise<void>;
}

/** A folder that also goes when the process ends; only a crash leaves it, to the sweep of the next verify. */
export function openKeyFolder(settings: Settings): KeyFolder {
  const folder = join(settings.runDir, `verify-keys-${process.pid}`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return {
    path: async () => {
      await createRunFolder(settings);
      await mkdir(folder, { recursive: true });
      process.once('exit', remove);
      return folder;
    },
    close: async () => {
      process.off('exit', remove);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Removes what a verify that was killed has left. */
export async function sweepKeyFolders({ runDir }: Settings): Promise<void> {
  for (const name of await readdir(runDir).catch(() => [])) {
    const pid = Number(NAME.exec(name)?.groups?.['pid']);
    if (pid && !isRunning(pid)) await rm(join(runDir, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
