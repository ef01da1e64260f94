import { HeadObjectCommand, NotFound } from '@aws-sdk/client-s3';
import tutorial from '../../configs/sink.json' with { type: 'json' };
import type { Settings } from '../../configs/settings.ts';
import { s3Client } from '../../scripts/clients.ts';

/** Tells when the last objects are in S3. */
export interface LastObjects {
  areThere(): Promise<boolean>;
  close(): void;
}

/**
 * Watches some keys of the sink's bucket with one HEAD at a time: it is asked ten times a second beside what is
 * measured, and a listing of all objects would be work for S3 that the other sink's file does not cause.
 */
export async function watchObjects(settings: Settings, keys: readonly string[]): Promise<LastObjects> {
  const { 's3.bucket.name': bucket, 's3.region': region } = tutorial.config;
  const client = await s3Client(settings, region);
  const missing = [...keys];
  const isThere = async (key: string): Promise<boolean> => {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  };
  return {
    areThere: async () => {
      while (missing[0] !== undefined && (await isThere(missing[0]))) missing.shift();
      return missing.length === 0;
    },
    close: () => client.destroy(),
  };
}
