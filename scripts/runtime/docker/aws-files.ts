import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Settings } from '../../../configs/settings.ts';
import { containerAwsVariables, credentialsFile } from '../../cloud/worker-access.ts';
import { runPaths } from '../run-folder.ts';

/** What the stand-ins take is no secret; with it by hand and through the tasks containers are the same. */
const LOCAL_CREDENTIALS_FILE = join(import.meta.dirname, '../../../configs/aws-local-credentials');

/** The files that tell containers where AWS is and who they are there. */
export function awsFiles(settings: Settings): { readonly env: string; readonly credentials: string } {
  const { etcFile } = runPaths(settings);
  const env = etcFile('aws.env');
  return settings.aws === 'local'
    ? { env, credentials: LOCAL_CREDENTIALS_FILE }
    : { env, credentials: cloudCredentials(settings) };
}

/**
 * Writes them, before anything starts. Containers run as users of their own, so the credentials are open to all; their
 * folder lets nobody else of this machine in.
 */
export async function writeAwsFiles(settings: Settings): Promise<void> {
  if (settings.aws === 'cloud') await writeCredentials(settings);
  const { env } = awsFiles(settings);
  const variables = Object.entries(await containerAwsVariables(settings));
  await writeFile(env, variables.map(([name, value]) => `${name}=${value}\n`).join(''));
}

/** Nothing runs any more that reads them. */
export async function removeCredentials(settings: Settings): Promise<void> {
  await rm(cloudCredentials(settings), { force: true });
}

async function writeCredentials(settings: Settings): Promise<void> {
  const path = cloudCredentials(settings);
  await mkdir(dirname(path), { recursive: true });
  await chmod(dirname(path), 0o700);
  await writeFile(path, await credentialsFile(settings), { mode: 0o644 });
}

function cloudCredentials(settings: Settings): string {
  return join(runPaths(settings).etcFile('aws'), 'credentials');
}
