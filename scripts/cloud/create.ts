import type { Settings } from '../../configs/settings.ts';
import { bucketsOf, readConnectorFiles, registriesOf } from '../connector-files.ts';
import { createBucket } from './bucket.ts';
import { createRegistry } from './registry.ts';

/** Creates every registry and bucket of the connector files that is not there; resolves with what it created. */
export async function createInCloud(settings: Settings): Promise<string[]> {
  const files = await readConnectorFiles(settings);
  const created: string[] = [];
  for (const place of registriesOf(files)) {
    if (await createRegistry(settings, place)) created.push(`registry ${place.name} in ${place.region}`);
  }
  for (const place of bucketsOf(files)) {
    if (await createBucket(settings, place)) created.push(`bucket ${place.name} in ${place.region}`);
  }
  return created;
}
