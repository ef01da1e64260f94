import type { Settings } from '../../configs/settings.ts';
import { readConnectorFiles, registriesOf } from '../connector-files.ts';
import type { Place } from '../connector-files.ts';
import { deleteKeys } from './bucket.ts';
import { deleteSchemas, listSchemas } from './registry.ts';
import { listSinkObjects } from './sink-objects.ts';
import type { SinkObjects } from './sink-objects.ts';

/** What `aws:delete` would delete: the objects and schemas of the pipeline's topics. Bucket and registry stay. */
export interface Doomed {
  readonly objects: readonly SinkObjects[];
  readonly schemas: readonly { readonly place: Place; readonly names: readonly string[] }[];
}

/** Lists what the pipeline has written: what lies below its sinks' prefixes, and the schemas named after its topics. */
export async function listDoomed(settings: Settings): Promise<Doomed> {
  const files = await readConnectorFiles(settings);
  const objects = (await Promise.all(files.map((file) => listSinkObjects(settings, file)))).flat();
  const topics = new Set(objects.flatMap(({ topic }) => topic ?? []));
  const schemas = await Promise.all(
    registriesOf(files).map(async (place) => ({
      place,
      // The converter names a schema after its topic.
      names: (await listSchemas(settings, place)).filter((name) => topics.has(name)),
    })),
  );
  return {
    objects: objects.filter(({ keys }) => keys.length > 0),
    schemas: schemas.filter(({ names }) => names.length > 0),
  };
}

/** Deletes exactly what was listed. */
export async function deleteDoomed(settings: Settings, { objects, schemas }: Doomed): Promise<void> {
  for (const { place, keys } of objects) await deleteKeys(settings, place, keys);
  for (const { place, names } of schemas) await deleteSchemas(settings, place, names);
}
