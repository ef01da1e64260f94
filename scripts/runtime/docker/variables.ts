import { existsSync } from 'node:fs';
import type { Settings } from '../../../configs/settings.ts';
import { findBuild } from '../../build/find.ts';
import { askAccount } from '../../cloud/identity.ts';
import { readConnectorFiles, registriesOf } from '../../connector-files.ts';
import { installFolder } from '../../download.ts';
import { pluginDiscovery, pluginPath } from '../../plugins.ts';
import type { Service } from '../runtime.ts';
import { awsFiles } from './aws-files.ts';

/** The emulator's; it stands for the account too where STS keeps silent. */
const LOCAL_ACCOUNT = '000000000000';

/** Every variable of the compose files that follows from the settings alone; by hand they have the same defaults. */
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
    GLUE_FAULTS: settings.glueFaults ? 'on' : 'off',
    KAFKA_HEAP: settings.kafkaHeap,
    CONNECT_HEAP: settings.connectHeap,
    S3_HEAP: settings.s3Heap,
    UI_HEAP: settings.uiHeap,
    PLUGIN_DISCOVERY: pluginDiscovery(settings),
    SERDE_DIR: installFolder(settings, { use: 'serde', name: 'glue-serde' }),
    // Before the first start there is neither, and compose refuses to read a project whose files are missing.
    ...(existsSync(files.env) ? { AWS_ENV_FILE: files.env, AWS_CREDENTIALS_FILE: files.credentials } : {}),
    ...settings.images,
    ...settings.kpowLicense,
  };
}

/** The variables that a start of the service needs besides, each known only now. */
export async function startVariables(settings: Settings, service: Service): Promise<Record<string, string>> {
  switch (service) {
    case 'connect':
      return { PLUGIN_DIR: pluginPath(settings, (await findBuild(settings)).build) };
    case 'ui':
      return registryVariables(settings);
    case 'aws':
    case 'kafka':
      return {};
  }
}

/** The apps show one registry: the first of the connector files. Kpow wants its ARN, which has the account's number. */
async function registryVariables(settings: Settings): Promise<Record<string, string>> {
  const [registry] = registriesOf(await readConnectorFiles(settings));
  if (!registry) return {};
  const { name, region } = registry;
  const account = settings.aws === 'cloud' ? (await askAccount(region))?.account : undefined;
  return {
    GLUE_REGION: region,
    GLUE_REGISTRY: name,
    GLUE_REGISTRY_ARN: `arn:aws:glue:${region}:${account ?? LOCAL_ACCOUNT}:registry/${name}`,
  };
}
