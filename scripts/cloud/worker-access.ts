import type { Settings } from '../../configs/settings.ts';
import { LOCAL_CREDENTIALS } from '../clients.ts';
import { defaultRegion, readConnectorFiles } from '../connector-files.ts';
import { resolveCredentials } from './credentials.ts';
import type { Credentials } from './credentials.ts';

/** Where the stand-ins are for the containers of the same network. */
const IN_CONTAINERS = { glue: 'http://glue:5050', s3: 'http://s3:9000' } as const;

/** The variables, none of them secret, that lead a container to AWS or to its stand-ins. */
export async function containerAwsVariables(settings: Settings): Promise<Record<string, string>> {
  const region = { AWS_REGION: defaultRegion(await readConnectorFiles(settings)) };
  if (settings.aws === 'cloud') return { ...region, ...settings.cloudEndpoints };
  return {
    ...region,
    AWS_ENDPOINT_URL_GLUE: IN_CONTAINERS.glue,
    AWS_ENDPOINT_URL_S3: IN_CONTAINERS.s3,
    KAFKA_CLUSTERS_0_SERDE_0_PROPERTIES_ENDPOINT: IN_CONTAINERS.glue,
  };
}

/**
 * A credentials file for a worker: in a file they show in no process list and in no output of compose. With `AWS=cloud`
 * they are what the SDK's chain finds now, so temporary ones end when they would have ended anyway.
 */
export async function credentialsFile({ aws }: Pick<Settings, 'aws'>): Promise<string> {
  return formatCredentials(aws === 'local' ? LOCAL_CREDENTIALS : await resolveCredentials());
}

/** An unset session token is left out: SDKs take an empty one for a token. */
function formatCredentials({ accessKeyId, secretAccessKey, sessionToken }: Credentials): string {
  const lines = [
    '[default]',
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey}`,
    ...(sessionToken ? [`aws_session_token = ${sessionToken}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
