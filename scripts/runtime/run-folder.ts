import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../configs/settings.ts';
import { WorkflowError } from '../lib/errors.ts';

/** Marks a folder as made by this project: only such a folder is ever deleted. */
const MARK = 'workshop-run.json';

/** Everything a run keeps, as paths below its one folder. */
export function runPaths({ runDir }: Settings) {
  return {
    mark: join(runDir, MARK),
    lock: join(runDir, 'command.lock'),
    etc: join(runDir, 'etc'),
    data: join(runDir, 'data'),
    logs: join(runDir, 'logs'),
    pids: join(runDir, 'pids'),
    pidFile: (name: string) => join(runDir, 'pids', `${name}.pid`),
    logFile: (name: string) => join(runDir, 'logs', `${name}.log`),
    etcFile: (name: string) => join(runDir, 'etc', name),
    dataDir: (name: string) => join(runDir, 'data', name),
  };
}

/** Makes the run folder if it is not there; refuses a folder that holds somebody else's files. */
export async function createRunFolder(settings: Settings): Promise<void> {
  const { mark, etc, data, logs, pids, lock } = runPaths(settings);
  if (!existsSync(mark)) {
    const strangers = (await readdir(settings.runDir).catch(() => [])).filter((name) => !lock.endsWith(name));
    if (strangers.length > 0) {
      throw new WorkflowError(`RUN_DIR ${settings.runDir} is not empty and was not made by this project`, {
        hint: 'Set RUN_DIR to a new or an empty folder.',
        exitCode: 2,
      });
    }
  }
  // The mark goes first: a folder that has it is ours however far its making got.
  await mkdir(settings.runDir, { recursive: true });
  await writeFile(mark, `${JSON.stringify({ madeBy: 'kafka-connect-glue-workshop' })}\n`);
  for (const folder of [etc, data, logs, pids]) await mkdir(folder, { recursive: true });
}
