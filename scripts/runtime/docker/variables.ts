import { existsSync } from 'node:fs';
import type { Settings } from '../../../configs/settings.ts';
import { installFolder } from '../../download.ts';
import { pluginDiscovery } from '../../plugins.ts';
import { awsFiles } from './aws-files.ts';

/**
 * Every variable of the compose files that follows from the settings alone; by hand they have the same defaults.
 * PLUGIN_DIR is only known once the plugins are built.
 */
export function composeVariables(settings: Settings): Record<string, string> {
  const files = awsFiles(settings);
  return {
    COMPOSE_PROJECT_NAME: settings.composeProject,
    COMPOSE_PROGRESS: 'plain',
    HOST_ADDRESS: settings.host,
    ...Object.fromEntries(settings.brokers.map(({ id, port }) => [`KAFKA_${id}_PORT`, String(port)])),
    CONNECT_PORT: String(settings.connectPort),
    GLUE_PORT: String(settings.gluePort),
    S3_PORT: String(settings.s3Port),
    UI_PORT: String(settings.uiPort),
    KPOW_PORT: String(settings.kpowPort),
    KAFKA_HEAP: settings.kafkaHeap,
    CONNECT_HEAP: settings.connectHeap,
    PLUGIN_DISCOVERY: pluginDiscovery(settings),
    SERDE_DIR: installFolder(settings, { use: 'serde', name: 'glue-serde' }),
    // Before the first start there is neither, and compose refuses to read a project whose files are missing.
    ...(existsSync(files.env) ? { AWS_ENV_FILE: files.env, AWS_CREDENTIALS_FILE: files.credentials } : {}),
    ...settings.images,
  };
}
