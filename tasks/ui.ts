import { logger } from 'just-task';
import { startUi, stopUi } from '../scripts/ui.ts';
import { noteChange } from './changes.ts';
import { define } from './define.ts';
import { sayDownloaded } from './download.ts';
import { loadSettings } from './settings.ts';

const changesRun = { changesRun: true } as const;

define('ui:up', 'Start the management apps kafka-ui and Kpow (needs RUNTIME=docker)', changesRun, async () => {
  const settings = loadSettings();
  if (settings.runtime === 'embedded') return sayElsewhere();
  const { started, downloaded, url, kpowUrl } = await startUi(settings);
  downloaded.forEach(sayDownloaded);
  if (started.length > 0) noteChange(`Started ${started.join(', ')}`);
  logger.info(`kafka-ui is healthy at ${url}`);
  logger.info(
    kpowUrl
      ? `Kpow comes up at ${kpowUrl}`
      : 'Kpow was left out: set the five variables of its free licence, LICENSE_ID, LICENSE_CODE, LICENSEE, LICENSE_EXPIRY and LICENSE_SIGNATURE',
  );
});

define('ui:down', 'Stop the management apps', changesRun, async () => {
  const stopped = await stopUi(loadSettings());
  logger.info(stopped.length > 0 ? `Stopped ${stopped.join(', ')}` : 'Nothing was running');
});

function sayElsewhere(): void {
  logger.info('kafka-ui and Kpow are container images: they come with `RUNTIME=docker`, not with the embedded runtime');
  logger.info('Meanwhile `npx just status`, `topics:read`, `s3:list` and `s3:read` show the same things');
}
