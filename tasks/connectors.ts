import { logger } from 'just-task';
import { refuseEarlierObjects } from '../scripts/cloud/sink-objects.ts';
import { applyConnector, isSink, removeConnector } from '../scripts/connectors.ts';
import { readConnectorFiles } from '../scripts/connector-files.ts';
import type { ConnectorFile } from '../scripts/connector-files.ts';
import { noteChange } from './changes.ts';
import { define } from './define.ts';
import { loadSettings } from './settings.ts';

const changesRun = { changesRun: true } as const;

define('source:create', 'Create or update the source connector and wait until its tasks run', changesRun, () =>
  apply(isSource),
);
define('sink:create', 'Create or update the sink connector and wait until it reads every partition', changesRun, () =>
  apply(isSink),
);
define('source:delete', 'Delete the source connector (its topics stay)', changesRun, () => remove(isSource));
define('sink:delete', 'Delete the sink connector (its objects stay)', changesRun, () => remove(isSink));

async function apply(isChosen: (file: ConnectorFile) => boolean): Promise<void> {
  const settings = loadSettings();
  const files = (await readConnectorFiles(settings)).filter(isChosen);
  if (files.length === 0) logger.info('No such connector is among CONNECTOR_FILES');
  for (const file of files) {
    if (isSink(file)) await refuseEarlierObjects(settings, file);
    const applied = await applyConnector(settings, file);
    if (applied === 'unchanged') logger.info(`Connector ${file.name} is RUNNING as configured`);
    else noteChange(`${capitalised(applied)} connector ${file.name}`);
  }
}

async function remove(isChosen: (file: ConnectorFile) => boolean): Promise<void> {
  const settings = loadSettings();
  for (const { name } of (await readConnectorFiles(settings)).filter(isChosen)) {
    logger.info(
      (await removeConnector(settings, name)) ? `Deleted connector ${name}` : `There was no connector ${name}`,
    );
  }
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function isSource(file: ConnectorFile): boolean {
  return !isSink(file);
}
