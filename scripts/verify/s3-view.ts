import type { Admin } from 'kafkajs';
import type { Settings } from '../../configs/settings.ts';
import { openBucket } from '../s3.ts';
import type { FaultSink } from './faults.ts';
import { type Listing, listTopicObjects } from './object-listing.ts';
import type { SinkPlan } from './sink-plan.ts';
import { type Offsets, readCommitted, readOffsets } from './snapshot.ts';

/** What S3 held, and what the sinks had committed shortly before. */
export interface S3View {
  /** By sink and topic. */
  listing(sink: string, topic: string): Listing | undefined;
  /** By sink and `topic-partition`. */
  committed(sink: string, partition: string): number | null;
  /** Ends of the topics after the listing: no object can hold anything beyond. */
  readonly ends: Offsets;
  readonly at: Date;
  readonly stray: readonly string[];
}

interface Source {
  readonly admin: Admin;
  readonly settings: Settings;
  readonly sinks: readonly SinkPlan[];
  /** Topics that exist. */
  readonly topics: readonly string[];
  readonly fault: FaultSink;
}

/**
 * Reads committed offsets, then the objects, then the ends of the topics. In this order a pipeline that moves on
 * meanwhile can neither have committed what was not listed, nor have listed what the ends do not reach.
 */
export async function readS3View({ admin, settings, sinks, topics, fault }: Source): Promise<S3View> {
  const committed = new Map<string, ReadonlyMap<string, number>>();
  for (const sink of sinks) {
    const present = sink.topics.filter((topic) => topics.includes(topic));
    if (present.length > 0)
      committed.set(sink.name, await readCommitted(admin, { group: sink.group, topics: present }));
  }
  const listings = new Map<string, Listing>();
  for (const sink of sinks) {
    const bucket = await openBucket(settings, { name: sink.bucket, region: sink.region });
    try {
      for (const topic of sink.topics) {
        listings.set(`${sink.name}/${topic}`, await listTopicObjects(bucket, sink, topic, fault));
      }
    } finally {
      bucket.close();
    }
  }
  const ends = await readOffsets(admin, [topics]);
  return {
    listing: (sink, topic) => listings.get(`${sink}/${topic}`),
    committed: (sink, partition) => committed.get(sink)?.get(partition) ?? null,
    ends,
    at: new Date(),
    stray: [...listings.values()].flatMap(({ stray }) => stray),
  };
}
