import type { BucketLocationConstraint, S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../configs/settings.ts';
import { s3Client } from '../clients.ts';
import type { Place } from '../connector-files.ts';
import { WorkflowError } from '../lib/errors.ts';
import { isMissing, refusal } from './refusal.ts';
import type { Call } from './refusal.ts';

/** S3's limit for one DeleteObjects call. */
const DELETE_BATCH = 1000;
/** S3 refuses what is done to another account's bucket in the same words. */
const NOT_YOURS = 'The name may also belong to another account: then change `s3.bucket.name` in the connector file.';

/** The bucket is there, in the region of the connector file, and can be listed. */
export function checkBucket(settings: Settings, place: Place): Promise<string> {
  return withS3(settings, place, async (client) => {
    const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
    await listOne(client, place).catch(refused('s3:ListBucket', place));
    const { BucketRegion = place.region } = await client
      .send(new HeadBucketCommand({ Bucket: place.name }))
      .catch(refused('s3:ListBucket', place));
    if (BucketRegion === place.region) return `in ${BucketRegion}, can be listed`;
    throw new WorkflowError(`The bucket ${place.name} is in ${BucketRegion}, the connector file says ${place.region}`, {
      hint: 'Correct `s3.region` in the connector file.',
      exitCode: 2,
    });
  });
}

/** Says the same as a HEAD of the bucket, but its refusals have a body with the reason. */
async function listOne(client: S3Client, { name }: Place): Promise<void> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  await client.send(new ListObjectsV2Command({ Bucket: name, MaxKeys: 1 }));
}

/** Creates the bucket if it is not there; says whether it did. */
export function createBucket(settings: Settings, place: Place): Promise<boolean> {
  return withS3(settings, place, async (client) => {
    const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
    try {
      await listOne(client, place);
      return false;
    } catch (error) {
      if (!isMissing(error)) throw refusal(error, bucketCall('s3:ListBucket', place));
    }
    await client
      .send(new CreateBucketCommand({ Bucket: place.name, ...(await locationOf(place.region)) }))
      .catch(refused('s3:CreateBucket', place));
    return true;
  });
}

/** The keys below a prefix, all of them. */
export function listKeys(settings: Settings, place: Place, prefix: string): Promise<string[]> {
  return withS3(settings, place, async (client) => {
    const { paginateListObjectsV2 } = await import('@aws-sdk/client-s3');
    const keys: string[] = [];
    try {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: place.name, Prefix: prefix })) {
        keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
      }
      return keys;
    } catch (error) {
      if (isMissing(error)) return [];
      throw refusal(error, bucketCall('s3:ListBucket', place));
    }
  });
}

/** Deletes these objects; throws with the first that S3 kept. */
export function deleteKeys(settings: Settings, place: Place, keys: readonly string[]): Promise<void> {
  return withS3(settings, place, async (client) => {
    const { DeleteObjectsCommand } = await import('@aws-sdk/client-s3');
    for (let start = 0; start < keys.length; start += DELETE_BATCH) {
      const Objects = keys.slice(start, start + DELETE_BATCH).map((Key) => ({ Key }));
      const { Errors: [kept] = [] } = await client
        .send(new DeleteObjectsCommand({ Bucket: place.name, Delete: { Objects, Quiet: true } }))
        .catch(refused('s3:DeleteObject', place));
      if (kept) throw new WorkflowError(`S3 kept ${kept.Key}: ${kept.Message ?? kept.Code}`, { exitCode: 2 });
    }
  });
}

/** us-east-1 is the one region that must not be named (CreateBucket, LocationConstraint). */
async function locationOf(region: string) {
  if (region === 'us-east-1') return {};
  const { BucketLocationConstraint: known } = await import('@aws-sdk/client-s3');
  const isKnown = (name: string): name is BucketLocationConstraint => Object.values<string>(known).includes(name);
  return isKnown(region) ? { CreateBucketConfiguration: { LocationConstraint: region } } : {};
}

/** Gives a client to `use` and closes it. */
export async function withS3<T>(settings: Settings, place: Place, use: (client: S3Client) => Promise<T>): Promise<T> {
  const client = await s3Client(settings, place.region);
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

/** A call that concerns a bucket, for the sentence about its refusal. */
export function bucketCall(action: string, { name, region }: Place): Call {
  return { action, resource: `bucket ${name}`, region, otherwise: NOT_YOURS };
}

function refused(action: string, place: Place): (cause: unknown) => never {
  return (cause) => {
    throw refusal(cause, bucketCall(action, place));
  };
}
