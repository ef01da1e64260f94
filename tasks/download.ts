import { logger } from 'just-task';
import { downloadAll, lockDownloads } from '../scripts/download.ts';
import type { Downloaded } from '../scripts/download.ts';
import { define } from './define.ts';
import { loadSettings } from './settings.ts';

define(
  'download',
  "Download Confluent's sink, AWS's generator and kafka-ui's Glue serde (nothing that is there already)",
  { options: { lock: { summary: 'Write the sha256 of what was downloaded into configs/downloads.json' } } },
  async ({ has }) => {
    const settings = loadSettings();
    for (const downloaded of await downloadAll(settings)) sayDownloaded(downloaded);
    if (!has('lock')) return;
    const names = await lockDownloads(settings);
    logger.info(names.length > 0 ? `Locked ${names.join(', ')}` : 'Every download was locked already');
  },
);

/** Says what came of a download, and its licence when it is here for the first time. */
export function sayDownloaded({ download, folder, state, isNew }: Downloaded): void {
  logger.info(`${download.title} ${download.version}: ${state}, in ${folder}`);
  if (isNew) logger.info(`  Its licence: ${download.license}`);
}
