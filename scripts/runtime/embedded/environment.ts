import type { Settings } from '../../../configs/settings.ts';
import { LOCAL_CREDENTIALS } from '../../clients.ts';
import { JAVA_LOCALE } from '../../lib/java.ts';
import { runPaths } from '../run-folder.ts';

/** What a service process may know of the user's shell; everything else stays out, `AWS_*` above all. */
const KEPT = ['PATH', 'HOME', 'USER', 'TZ', 'TMPDIR'];

/** The environment of a process that talks to no AWS service. */
export function plainEnvironment({ environment }: Settings): Record<string, string> {
  const kept = Object.fromEntries(KEPT.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
  return { ...kept, ...JAVA_LOCALE };
}

/**
 * The environment of a process that talks to AWS: the SDKs' own variables lead it to the local stand-ins, its config and
 * credential files are empty ones, and it never asks the metadata service. So connector JSON needs no endpoint. With
 * `AWS=cloud` they lead to AWS, and the credentials file holds what the worker may use.
 */
export function awsEnvironment(settings: Settings, region: string): Record<string, string> {
  const { etcFile } = runPaths(settings);
  return {
    ...plainEnvironment(settings),
    ...(settings.aws === 'cloud' ? settings.cloudEndpoints : localAccess(settings)),
    AWS_REGION: region,
    AWS_CONFIG_FILE: etcFile('aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: etcFile('aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function localAccess({ glueEndpoint, s3Endpoint }: Settings): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_GLUE: glueEndpoint,
    AWS_ENDPOINT_URL_S3: s3Endpoint,
  };
}
