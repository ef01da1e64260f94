import { logger } from 'just-task';
import { loadSettings } from '../configs/settings.ts';
import { downloadAll, lockDownloads } from '../scripts/download.ts';
import { define } from './define.ts';

define(
  'download',
  "Download Confluent's sink, AWS's generator and kafka-ui's Glue serde (nothing that is there already)",
  { options: { lock: { summary: 'Write the sha256 of what was downloaded into configs/downloads.json' } } },
  async ({ has }) => {
    const settings = loadSettings();
    for (const { download, folder, state } of await downloadAll(settings)) {
      logger.info(`${download.title} ${download.version}: ${state}, in ${folder}`);
      if (state === 'downloaded') logger.info(`  Its licence: ${download.license}`);
    }
    if (!has('lock')) return;
    const names = await lockDownloads(settings);
    logger.info(names.length > 0 ? `Locked ${names.join(', ')}` : 'Every download was locked already');
  },
);
