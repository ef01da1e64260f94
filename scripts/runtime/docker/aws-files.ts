import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Settings } from '../../../configs/settings.ts';
import { containerAwsVariables, credentialsFile } from '../../cloud/worker-access.ts';
import { runPaths } from '../run-folder.ts';

/** The files that tell containers where AWS is and who they are there. */
export function awsFiles(settings: Settings): { readonly env: string; readonly credentials: string } {
  const { etcFile } = runPaths(settings);
  return { env: etcFile('aws.env'), credentials: join(etcFile('aws'), 'credentials') };
}

/**
 * Writes them, before anything starts. Containers run as users of their own, so the credentials are open to all; their
 * folder lets nobody else of this machine in.
 */
export async function writeAwsFiles(settings: Settings): Promise<void> {
  const { env, credentials } = awsFiles(settings);
  await mkdir(dirname(credentials), { recursive: true });
  await chmod(dirname(credentials), 0o700);
  await writeFile(credentials, await credentialsFile(settings), { mode: 0o644 });
  const variables = Object.entries(await containerAwsVariables(settings));
  await writeFile(env, variables.map(([name, value]) => `${name}=${value}\n`).join(''));
}
