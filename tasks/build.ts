import { logger } from 'just-task';
import { loadSettings } from '../configs/settings.ts';
import { buildJvm } from '../scripts/build.ts';
import { define } from './define.ts';

define('build', 'Package the JVM side with Maven into .build/ (does nothing when nothing changed)', {}, async () => {
  const { dir, state } = await buildJvm(loadSettings());
  logger.info(state === 'built' ? `Built ${dir}` : `${dir} is up to date`);
});
