import { metadataOperations } from './metadata.ts';
import type { Operation } from './operation.ts';
import { registryOperations } from './registries.ts';
import { schemaOperations } from './schemas.ts';
import { tagOperations } from './tags.ts';
import { validityOperations } from './validity.ts';
import { versionOperations } from './versions.ts';

/** Every operation that is served, by the name after `AWSGlue.` in the request's target. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    ...registryOperations,
    ...schemaOperations,
    ...versionOperations,
    ...validityOperations,
    ...metadataOperations,
    ...tagOperations,
  }),
);
