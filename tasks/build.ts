import { logger } from 'just-task';
import { buildJvm } from '../scripts/build.ts';
import { findBuild } from '../scripts/build/find.ts';
import { preparePlugins } from '../scripts/plugins.ts';
import { define } from './define.ts';
import { sayDownloaded } from './download.ts';
import { loadSettings } from './settings.ts';

define('build', 'Package the JVM side with Maven into .build/ (does nothing when nothing changed)', {}, async () => {
  const settings = loadSettings();
  const { dir, state } = await buildJvm(settings);
  logger.info(state === 'built' ? `Built ${dir}` : `${dir} is up to date`);
  const { build } = await findBuild(settings);
  for (const downloaded of await preparePlugins(settings, build)) sayDownloaded(downloaded);
});
