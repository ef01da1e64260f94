import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { BUCKET } from './stage.ts';

interface Stored {
  readonly content: Buffer;
  /** The sink keeps offsets and hashes there: they must be as before when the object is put back. */
  readonly metadata: Record<string, string> | undefined;
}

/** The objects below a prefix, to be damaged through S3 and put back. */
export interface Objects {
  /** Keys, in order, as they were before any damage. */
  readonly keys: readonly string[];
  /** The key of an object, counted from 0, negative from the end. */
  key(index: number): string;
  content(index: number): Buffer;
  lines(index: number): string[];
  put(key: string, content: Buffer | string): Promise<void>;
  putLines(index: number, lines: readonly string[]): Promise<void>;
  remove(key: string): Promise<void>;
  /** Makes everything below the prefix as it was. */
  restore(): Promise<void>;
}

/** Remembers what is below a prefix. */
export async function openObjects(s3: S3Client, prefix: string): Promise<Objects> {
  const stored = new Map<string, Stored>();
  for (const key of await listKeys(s3, prefix)) {
    const { Body, Metadata: metadata } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    stored.set(key, { content: Buffer.from((await Body?.transformToByteArray()) ?? []), metadata });
  }
  const keys = [...stored.keys()].toSorted();
  const touched = new Set<string>();
  const keyAt = (index: number): string => {
    const key = keys.at(index);
    if (key === undefined) throw new RangeError(`no object ${index} below ${prefix}`);
    return key;
  };
  const content = (index: number) => stored.get(keyAt(index))?.content ?? Buffer.alloc(0);
  const put = async (key: string, bytes: Buffer | string, metadata?: Record<string, string>) => {
    touched.add(key);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bytes, Metadata: metadata }));
  };
  const remove = async (key: string) => {
    touched.add(key);
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  };
  return {
    keys,
    key: keyAt,
    content,
    lines: (index) => content(index).toString().trimEnd().split('\n'),
    put: (key, bytes) => put(key, bytes),
    putLines: (index, lines) => put(keyAt(index), lines.map((line) => `${line}\n`).join('')),
    remove,
    restore: async () => {
      for (const key of touched) {
        const before = stored.get(key);
        await (before ? put(key, before.content, before.metadata) : remove(key));
      }
      touched.clear();
    },
  };
}

/** Every key below a prefix. */
export async function listKeys(s3: S3Client, prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  return Contents.map(({ Key = '' }) => Key);
}
