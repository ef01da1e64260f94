import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Broker, Settings } from '../../../configs/settings.ts';
import { propertiesText } from '../../lib/properties.ts';

const COMMON = join(import.meta.dirname, '../../../configs/kafka.properties');

/** The whole `server.properties` of one broker whose data lies in `logDir`. */
export async function brokerProperties(settings: Settings, broker: Broker, logDir: string): Promise<string> {
  const { host, brokers } = settings;
  const own = {
    'node.id': broker.id,
    listeners: `PLAINTEXT://${host}:${broker.port},CONTROLLER://${host}:${broker.controllerPort}`,
    'controller.quorum.voters': brokers.map((each) => `${each.id}@${host}:${each.controllerPort}`).join(','),
    'log.dirs': logDir,
  };
  return `${await readFile(COMMON, 'utf8')}\n${propertiesText(own)}`;
}
