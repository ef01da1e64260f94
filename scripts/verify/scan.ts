import type { Settings } from '../../configs/settings.ts';
import { glueClient } from '../clients.ts';
import { openRecordReader } from '../records.ts';
import { type Bucket, openBucket } from '../s3.ts';
import { createSchemaCache } from '../schemas.ts';
import type { ScanJob, ScanResult } from './scan-job.ts';
import type { SinkPlan } from './sink-plan.ts';
import { scanPartition } from './scan-partition.ts';

/** Each job holds a few megabytes of records and objects. */
const AT_ONCE = 8;

export interface Scanner {
  /** How many jobs are worth running at once. */
  readonly atOnce: number;
  /** Of how many records a piece of a partition is, that is worth a job of its own. */
  readonly pieceRecords: number;
  scan(job: ScanJob): Promise<ScanResult>;
  close(): Promise<void>;
}

export interface ScannerOptions {
  readonly topics: readonly string[];
  /** Region of the registry. */
  readonly registryRegion: string;
  /** Called now and then with how many records were read since the last call. */
  readonly onRecords: (count: number) => void;
}

/** Opens one connection each to Kafka and the registry, and one to each bucket that a job asks for. */
export async function openScanner(settings: Settings, options: ScannerOptions): Promise<Scanner> {
  const reader = await openRecordReader(settings, options.topics);
  const glue = await glueClient(settings, options.registryRegion);
  const schemas = createSchemaCache(glue);
  const buckets = new Map<string, Bucket>();
  const bucketOf = async ({ bucket: name, region }: SinkPlan): Promise<Bucket> => {
    const bucket = buckets.get(name) ?? (await openBucket(settings, { name, region }));
    buckets.set(name, bucket);
    return bucket;
  };
  return {
    atOnce: AT_ONCE,
    pieceRecords: Infinity,
    scan: async (job) => {
      const bucket = job.sink && (await bucketOf(job.sink));
      return scanPartition(job, { reader, schemas, bucket, onRecords: options.onRecords });
    },
    close: async () => {
      await reader.close();
      glue.destroy();
      for (const bucket of buckets.values()) bucket.close();
    },
  };
}
