import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Broker, Settings } from '../../../configs/settings.ts';
import { runPaths } from '../run-folder.ts';
import { brokerProperties } from './broker-properties.ts';
import { plainEnvironment } from './environment.ts';
import type { EmbeddedProcess } from './process.ts';
import { copyStorage } from './storage.ts';

export const LOG4J = join(import.meta.dirname, '../../../configs/log4j2.properties');

/** One KRaft broker that is also a controller. */
export function brokerProcess(settings: Settings, broker: Broker): EmbeddedProcess {
  const name = `kafka-${broker.id}`;
  const { etcFile, dataDir } = runPaths(settings);
  const propertiesFile = etcFile(`${name}.properties`);
  return {
    name,
    service: 'kafka',
    address: `${settings.host}:${broker.port}`,
    source: 'Apache Kafka from Maven Central',
    // The last controller to leave waits 5 s for a successor.
    graceMs: 30_000,
    launch: (tools) => ({
      command: tools.java({
        main: 'kafka.Kafka',
        args: [propertiesFile],
        classPath: tools.build.kafkaClassPath,
        heap: settings.kafkaHeap,
        archive: tools.build.archives.kafka,
        properties: { 'log4j2.configurationFile': LOG4J },
      }),
      env: plainEnvironment(settings),
      prepare: async () => {
        await writeFile(propertiesFile, await brokerProperties(settings, broker, dataDir(name)));
        await copyStorage(settings, broker, tools.build);
      },
    }),
  };
}
