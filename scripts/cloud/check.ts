import type { Settings } from '../../configs/settings.ts';
import { bucketsOf, readConnectorFiles, registriesOf } from '../connector-files.ts';
import { WorkflowError } from '../lib/errors.ts';
import { checkBucket, probeBucket } from './bucket.ts';
import type { Finding } from './finding.ts';
import { checkCredentials, readAccount } from './identity.ts';
import { checkRegistry, probeRegistry } from './registry.ts';

interface CheckOptions {
  /** Ask for the rights to write too; nothing stays behind. */
  readonly probeWrites?: boolean;
}

/**
 * Looks at credentials, account, registries and buckets by calls that only read. Rights to write are told from the
 * answers to calls that change nothing, and only when asked for.
 */
export async function checkAws(settings: Settings, { probeWrites = false }: CheckOptions = {}): Promise<Finding[]> {
  const files = await readConnectorFiles(settings);
  const registries = registriesOf(files);
  const buckets = bucketsOf(files);
  const region = registries[0]?.region ?? buckets[0]?.region ?? 'us-east-1';
  const credentials = await finding('credentials', checkCredentials);
  if (credentials.result === 'problem') return [credentials];
  const rest = await Promise.all([
    readAccount(region),
    ...registries.flatMap((place) => [
      finding(`registry ${place.name}`, () => checkRegistry(settings, place)),
      write(`glue:CreateSchema, glue:RegisterSchemaVersion on registry ${place.name}`, probeWrites, () =>
        probeRegistry(settings, place),
      ),
    ]),
    ...buckets.flatMap((place) => [
      finding(`bucket ${place.name}`, () => checkBucket(settings, place)),
      write(`s3:PutObject, s3:AbortMultipartUpload on bucket ${place.name}`, probeWrites, () =>
        probeBucket(settings, place),
      ),
    ]),
  ]);
  return [credentials, ...rest];
}

/** Throws one error that names every problem; what a start of the pipeline asks first. */
export async function verifyAws(settings: Settings): Promise<Finding[]> {
  const findings = await checkAws(settings);
  const problems = findings.filter(({ result }) => result === 'problem');
  if (problems.length === 0) return findings;
  throw new WorkflowError(problems.map(({ found }) => found).join('\n'), {
    hint: [...new Set(problems.flatMap(({ hint }) => hint ?? []))].join('\n'),
    exitCode: 2,
  });
}

async function finding(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, result: 'ok', found: await look() };
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    return { what, result: 'problem', found: error.message, hint: error.hint };
  }
}

function write(what: string, isProbed: boolean, probe: () => Promise<string>): Promise<Finding> {
  if (isProbed) return finding(what, probe);
  return Promise.resolve({ what, result: 'not checked', found: 'asked for only with --probe-writes' });
}
