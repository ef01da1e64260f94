import type { Settings } from '../../configs/settings.ts';
import { bucketsOf, foldersOf, readConnectorFiles, registriesOf } from '../connector-files.ts';
import { WorkflowError } from '../lib/errors.ts';
import { checkBucketRights } from './bucket-rights.ts';
import { checkBucket } from './bucket.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { checkCredentials, readAccount } from './identity.ts';
import { checkRegistryRights } from './registry-rights.ts';
import { checkRegistry } from './registry.ts';
import type { RightsOptions } from './rights.ts';

/**
 * Looks at credentials, account, registries, buckets and the rights to read them by calls that only read. Rights to write
 * are told from the answers to calls that change nothing, and only when asked for.
 */
export async function checkAws(
  settings: Settings,
  options: RightsOptions = { probeWrites: false },
): Promise<Finding[]> {
  const files = await readConnectorFiles(settings);
  const registries = registriesOf(files);
  const buckets = bucketsOf(files);
  const region = registries[0]?.region ?? buckets[0]?.region ?? 'us-east-1';
  const credentials = await finding('credentials', checkCredentials);
  if (credentials.result === 'problem') return [credentials];
  const rest = await Promise.all([
    readAccount(region),
    ...registries.map((place) => finding(`registry ${place.name}`, () => checkRegistry(settings, place))),
    ...registries.map((place) => checkRegistryRights(settings, place, options)),
    ...buckets.map((place) => finding(`bucket ${place.name}`, () => checkBucket(settings, place))),
    ...foldersOf(files).map((folder) => checkBucketRights(settings, folder, options)),
  ]);
  return [credentials, ...rest.flat()];
}

/** Throws one error that names every problem; what a start of the pipeline asks first. */
export async function verifyAws(settings: Settings): Promise<Finding[]> {
  const findings = await checkAws(settings);
  const problems = findings.filter(({ result }) => result === 'problem');
  if (problems.length === 0) return findings;
  // What keeps one call from being answered often keeps others too.
  throw new WorkflowError([...new Set(problems.map(({ found }) => found))].join('\n'), {
    hint: [...new Set(problems.flatMap(({ hint }) => hint ?? []))].join('\n'),
    exitCode: 2,
  });
}
