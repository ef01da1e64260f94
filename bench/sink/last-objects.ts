import { access } from 'node:fs/promises';
import { join } from 'node:path';
import tutorial from '../../configs/sink.json' with { type: 'json' };
import type { Settings } from '../../configs/settings.ts';
import { runPaths } from '../../scripts/runtime/run-folder.ts';

/**
 * Whether all of these objects are in S3, looked up in the files where S3Proxy keeps whole objects: it is asked ten times
 * a second beside what is measured, and requests would be work that the other sink's file does not cause.
 */
export async function areThere(settings: Settings, keys: readonly string[]): Promise<boolean> {
  const folder = join(runPaths(settings).dataDir('s3'), tutorial.config['s3.bucket.name']);
  const looks = await Promise.allSettled(keys.map((key) => access(join(folder, key))));
  return looks.every(({ status }) => status === 'fulfilled');
}
