import type { Settings } from '../configs/settings.ts';
import { glueClient, s3Client } from './clients.ts';
import { bucketsOf, readConnectorFiles, registriesOf } from './connector-files.ts';
import type { Place } from './connector-files.ts';
import { waitFor } from './lib/wait.ts';
import { evidenceOf } from './runtime/evidence.ts';
import { runtimeOf } from './runtime/runtime.ts';

const READY_TIMEOUT_MS = 60_000;

export interface AwsStart {
  readonly started: readonly string[];
  /** Registries and buckets that were not there before. */
  readonly created: readonly string[];
}

/**
 * Starts the local stand-ins of AWS, waits until they answer, and creates every registry and bucket that the connector
 * files name, through the same SDK calls a user would make.
 */
export async function startAws(settings: Settings): Promise<AwsStart> {
  const started = await runtimeOf(settings).start('aws');
  return { started, created: await createAwsResources(settings) };
}

/** Waits until the stand-ins answer and creates what is missing; resolves with the names of what it created. */
export async function createAwsResources(settings: Settings): Promise<string[]> {
  const files = await readConnectorFiles(settings);
  const created = await Promise.all([
    ...registriesOf(files).map((place) => ensureRegistry(settings, place)),
    ...bucketsOf(files).map((place) => ensureBucket(settings, place)),
  ]);
  return created.flat();
}

/** Stops the local stand-ins; resolves with the names of those that ran. */
export function stopAws(settings: Settings): Promise<string[]> {
  return runtimeOf(settings).stop('aws');
}

async function ensureRegistry(settings: Settings, { name, region }: Place): Promise<string[]> {
  const { CreateRegistryCommand, EntityNotFoundException, GetRegistryCommand } = await import('@aws-sdk/client-glue');
  const client = await glueClient(settings, region);
  try {
    const isThere = await waitUntilServed(settings, `the Glue registry at ${settings.glueEndpoint}`, async () => {
      try {
        await client.send(new GetRegistryCommand({ RegistryId: { RegistryName: name } }));
        return true;
      } catch (error) {
        if (error instanceof EntityNotFoundException) return false;
        throw error;
      }
    });
    if (isThere) return [];
    await client.send(new CreateRegistryCommand({ RegistryName: name }));
    return [`registry ${name}`];
  } finally {
    client.destroy();
  }
}

async function ensureBucket(settings: Settings, { name, region }: Place): Promise<string[]> {
  const { CreateBucketCommand, HeadBucketCommand, NotFound } = await import('@aws-sdk/client-s3');
  const client = await s3Client(settings, region);
  try {
    const isThere = await waitUntilServed(settings, `S3 at ${settings.s3Endpoint}`, async () => {
      try {
        await client.send(new HeadBucketCommand({ Bucket: name }));
        return true;
      } catch (error) {
        if (error instanceof NotFound) return false;
        throw error;
      }
    });
    if (isThere) return [];
    await client.send(new CreateBucketCommand({ Bucket: name }));
    return [`bucket ${name}`];
  } finally {
    client.destroy();
  }
}

function waitUntilServed(settings: Settings, what: string, ask: () => Promise<boolean>): Promise<boolean> {
  const runtime = runtimeOf(settings);
  const probe = async () => {
    await runtime.checkAlive('aws');
    return ask();
  };
  return waitFor(what, probe, {
    timeoutMs: READY_TIMEOUT_MS,
    hint: 'Read their logs with `npx just logs glue` and `npx just logs s3`.',
    evidence: () => evidenceOf(settings, 'aws'),
  });
}
