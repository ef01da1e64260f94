import { logger } from 'just-task';
import { loadSettings } from '../configs/settings.ts';
import { cleanPaths, dataPaths, deletePaths, stopAll } from '../scripts/down.ts';
import { define } from './define.ts';

const dryRun = { 'dry-run': { summary: 'List what would be stopped and deleted, and do nothing' } };

define(
  'down',
  'Stop everything that was started; data stays',
  { changesRun: true, options: { volumes: { summary: 'Delete the data of the run too' }, ...dryRun } },
  async ({ has }) => {
    const settings = loadSettings();
    await stopAndDelete(has('volumes') ? await dataPaths(settings) : [], has('dry-run'));
  },
);

define(
  'clean',
  'Stop everything and delete the run folder',
  { changesRun: true, options: { build: { summary: 'Delete the build folder too' }, ...dryRun } },
  async ({ has }) => stopAndDelete(await cleanPaths(loadSettings(), { build: has('build') }), has('dry-run')),
);

async function stopAndDelete(paths: readonly string[], isDryRun: boolean): Promise<void> {
  for (const path of paths) logger.info(`${isDryRun ? 'Would delete' : 'Deletes'} ${path}`);
  if (isDryRun) return;
  const stopped = await stopAll(loadSettings());
  await deletePaths(paths);
  logger.info(stopped.length > 0 ? `Stopped ${stopped.join(', ')}` : 'Nothing was running');
}
