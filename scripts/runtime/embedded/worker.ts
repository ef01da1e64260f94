import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../../../configs/settings.ts';
import type { Build } from '../../build/layout.ts';
import { propertiesText } from '../../lib/properties.ts';
import { pluginDiscovery, pluginPath } from '../../plugins.ts';
import { runPaths } from '../run-folder.ts';
import { LOG4J } from './broker.ts';
import { awsEnvironment } from './environment.ts';
import type { EmbeddedProcess } from './process.ts';

const BASE = join(import.meta.dirname, '../../../configs/connect-distributed.properties');

/** The distributed Connect worker. */
export function workerProcess(settings: Settings): EmbeddedProcess {
  const propertiesFile = runPaths(settings).etcFile('connect-distributed.properties');
  return {
    name: 'connect',
    service: 'connect',
    address: settings.connectUrl,
    source: 'Kafka Connect from Maven Central',
    // Sinks write what they hold before they stop.
    graceMs: 30_000,
    launch: ({ build, java, region }) => ({
      command: java({
        main: 'org.apache.kafka.connect.cli.ConnectDistributed',
        args: [propertiesFile],
        classPath: build.kafkaClassPath,
        heap: settings.connectHeap,
        archive: build.archives.connect,
        properties: { 'log4j2.configurationFile': LOG4J },
      }),
      env: awsEnvironment(settings, region),
      prepare: async () => writeFile(propertiesFile, await workerProperties(settings, build)),
    }),
  };
}

async function workerProperties(settings: Settings, build: Build): Promise<string> {
  const own = {
    'bootstrap.servers': settings.bootstrap.join(','),
    listeners: settings.connectUrl,
    'rest.advertised.host.name': settings.host,
    'plugin.path': pluginPath(settings, build),
    'plugin.discovery': pluginDiscovery(settings),
  };
  return `${await readFile(BASE, 'utf8')}\n${propertiesText(own)}`;
}
