import type { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../configs/settings.ts';
import { s3Client } from './clients.ts';
import { bucketsOf, type Place, readConnectorFiles } from './connector-files.ts';
import { messageOf, WorkflowError } from './lib/errors.ts';
import { loadS3 } from './lib/packages.ts';

/** An object as a listing shows it. */
export interface ObjectEntry {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly modified: Date;
}

/** A bucket that is open for reading. Close it with `close()`. */
export interface Bucket {
  readonly name: string;
  /** Every object below `prefix`, page by page, in the order of the listing. */
  list(prefix: string): AsyncIterable<ObjectEntry>;
  /** The content in chunks; `undefined` when there is no such object. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  close(): void;
}

/** Every object below `prefix` in the buckets that the connectors write to. */
export async function* listObjects(settings: Settings, prefix = ''): AsyncIterable<ObjectEntry> {
  for (const place of await bucketPlaces(settings)) {
    const bucket = await openBucket(settings, place);
    try {
      yield* bucket.list(prefix);
    } finally {
      bucket.close();
    }
  }
}

/** The whole content of an object in one of those buckets, as key or as `bucket/key`. Throws when none of them has it. */
export async function readObject(settings: Settings, key: string): Promise<Buffer> {
  const places = await bucketPlaces(settings);
  for (const place of places) {
    const bucket = await openBucket(settings, place);
    try {
      const body = (await bucket.read(key)) ?? (await bucket.read(withoutBucket(key, place)));
      if (body) return await collect(body);
    } finally {
      bucket.close();
    }
  }
  throw new WorkflowError(`No object \`${key}\` in ${places.map(({ name }) => `\`${name}\``).join(', ')}`, {
    hint: 'List the objects with `npx just s3:list`.',
    exitCode: 2,
  });
}

/** Opens a bucket; nothing is asked of S3 before the first call. */
export async function openBucket(settings: Settings, { name, region }: Place): Promise<Bucket> {
  const client = await s3Client(settings, region);
  return {
    name,
    list: (prefix) => list(client, { bucket: name, prefix }),
    read: (key) => read(client, { bucket: name, key }),
    close: () => client.destroy(),
  };
}

/** `verify` names an object with its bucket. */
function withoutBucket(key: string, { name }: Place): string {
  return key.startsWith(`${name}/`) ? key.slice(name.length + 1) : key;
}

async function bucketPlaces(settings: Settings): Promise<Place[]> {
  return bucketsOf(await readConnectorFiles(settings));
}

interface Listing {
  readonly bucket: string;
  readonly prefix: string;
}

async function* list(client: S3Client, { bucket, prefix }: Listing): AsyncIterable<ObjectEntry> {
  const { ListObjectsV2Command } = loadS3();
  let token: string | undefined;
  do {
    const page = await client
      .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }))
      .catch((cause: unknown) => {
        throw s3Error(`listing of ${prefix ? `\`${prefix}\` in ` : ''}bucket \`${bucket}\``, cause);
      });
    for (const { Key: key = '', Size: bytes = 0, LastModified: modified = new Date(0) } of page.Contents ?? []) {
      yield { bucket, key, bytes, modified };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

interface Location {
  readonly bucket: string;
  readonly key: string;
}

async function read(client: S3Client, { bucket, key }: Location): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { GetObjectCommand } = loadS3();
  const { Readable } = await import('node:stream');
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body instanceof Readable ? Body : Readable.from([]);
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'NoSuchKey') return undefined;
    throw s3Error(`reading of \`${key}\` in bucket \`${bucket}\``, cause);
  }
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** S3 says no, or nothing at all. */
function s3Error(what: string, cause: unknown): WorkflowError {
  const { S3ServiceException } = loadS3();
  const hint = 'Start it with `npx just up`, or read its log with `npx just logs s3`.';
  const isAnswer = cause instanceof S3ServiceException && cause.$metadata.httpStatusCode !== undefined;
  return isAnswer
    ? new WorkflowError(`S3 refused the ${what}: ${cause.name}: ${cause.message}`, { hint, cause })
    : new WorkflowError(`S3 does not answer: ${messageOf(cause)}`, { hint, cause });
}
