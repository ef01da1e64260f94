import { logger } from 'just-task';
import { startAws, stopAws } from '../scripts/aws.ts';
import { verifyAws } from '../scripts/cloud/check.ts';
import type { Finding } from '../scripts/cloud/finding.ts';
import { startConnect, stopConnect } from '../scripts/connect.ts';
import { startKafka, stopKafka } from '../scripts/kafka.ts';
import { noteChange } from './changes.ts';
import { define } from './define.ts';
import { loadSettings } from './settings.ts';

const changesRun = { changesRun: true } as const;

define(
  'aws:up',
  'Start the Glue Schema Registry and S3, and create the registry and the bucket',
  changesRun,
  async () => {
    const settings = loadSettings();
    if (settings.aws === 'cloud') return sayInCloud(await verifyAws(settings));
    const { started, created } = await startAws(settings);
    say(started, `The Glue registry answers at ${settings.glueEndpoint}, S3 at ${settings.s3Endpoint}`);
    for (const what of created) noteChange(`Created ${what}`);
  },
);

define('kafka:up', 'Start the three brokers and wait until a topic can be written', changesRun, async () => {
  const settings = loadSettings();
  say(await startKafka(settings), `Three brokers are ready at ${settings.bootstrap.join(', ')}`);
});

define(
  'connect:up',
  'Start the Connect worker and wait until it is healthy and has its plugins',
  changesRun,
  async () => {
    const settings = loadSettings();
    const { started, version } = await startConnect(settings);
    say(started, `Kafka Connect ${version} is healthy at ${settings.connectUrl}`);
  },
);

define('aws:down', 'Stop the Glue Schema Registry and S3 (data stays)', changesRun, async () =>
  sayStopped(await stopAws(loadSettings())),
);

define('kafka:down', 'Stop the brokers (data stays)', changesRun, async () =>
  sayStopped(await stopKafka(loadSettings())),
);

define('connect:down', 'Stop the Connect worker', changesRun, async () =>
  sayStopped(await stopConnect(loadSettings())),
);

function sayInCloud(findings: readonly Finding[]): void {
  for (const { what, result, found } of findings) if (result === 'ok') logger.info(`AWS=cloud: ${what} ${found}`);
}

function say(started: readonly string[], ready: string): void {
  if (started.length > 0) noteChange(`Started ${started.join(', ')}`);
  logger.info(ready);
}

function sayStopped(stopped: readonly string[]): void {
  logger.info(stopped.length > 0 ? `Stopped ${stopped.join(', ')}` : 'Nothing was running');
}
