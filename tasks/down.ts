import { logger } from 'just-task';
import type { Settings } from '../configs/settings.ts';
import {
  cleanPaths,
  dataPaths,
  dataVolumes,
  deletePaths,
  deleteVolumes,
  runningProcesses,
  stopAll,
} from '../scripts/down.ts';
import { define } from './define.ts';
import { loadSettings } from './settings.ts';

const dryRun = { 'dry-run': { summary: 'List what would be stopped and deleted, and do nothing' } };

define(
  'down',
  'Stop everything that was started; data stays',
  { changesRun: true, options: { volumes: { summary: 'Delete the data of the run too' }, ...dryRun } },
  async ({ has }) => {
    const settings = loadSettings();
    await stopAndDelete(has('volumes') ? await dataOf(settings) : NOTHING, has('dry-run'));
  },
);

define(
  'clean',
  'Stop everything and delete the run folder',
  { changesRun: true, options: { build: { summary: 'Delete the build folder too' }, ...dryRun } },
  async ({ has }) => {
    const settings = loadSettings();
    const paths = await cleanPaths(settings, { build: has('build') });
    await stopAndDelete({ paths, volumes: await dataVolumes(settings) }, has('dry-run'));
  },
);

interface Doomed {
  readonly paths: readonly string[];
  readonly volumes: readonly string[];
}

const NOTHING: Doomed = { paths: [], volumes: [] };

async function dataOf(settings: Settings): Promise<Doomed> {
  return { paths: await dataPaths(settings), volumes: await dataVolumes(settings) };
}

async function stopAndDelete({ paths, volumes }: Doomed, isDryRun: boolean): Promise<void> {
  for (const what of [...paths, ...volumes.map((name) => `volume ${name}`)]) {
    logger.info(`${isDryRun ? 'Would delete' : 'Deletes'} ${what}`);
  }
  const settings = loadSettings();
  if (isDryRun) {
    const running = await runningProcesses(settings);
    logger.info(running.length > 0 ? `Would stop ${running.join(', ')}` : 'Nothing is running');
    return;
  }
  const stopped = await stopAll(settings);
  if (volumes.length > 0) await deleteVolumes(settings);
  await deletePaths(paths);
  logger.info(stopped.length > 0 ? `Stopped ${stopped.join(', ')}` : 'Nothing was running');
}
