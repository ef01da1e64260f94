import type { Settings } from '../../configs/settings.ts';
import { openBucket } from '../s3.ts';
import type { FaultSink } from './faults.ts';
import { type Listing, listTopicObjects } from './object-listing.ts';
import { keyOf } from './object-names.ts';
import type { SinkPlan } from './sink-plan.ts';
import { type Offsets, type OffsetSource, readCommitted, readOffsets } from './snapshot.ts';

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

interface Source extends OffsetSource {
  readonly settings: Settings;
  readonly sinks: readonly SinkPlan[];
  /** Topics that exist. */
  readonly topics: readonly string[];
  readonly fault: FaultSink;
  /** Without, only what is committed is read. */
  readonly listsObjects: boolean;
}

/**
 * Reads committed offsets, then the objects, then the ends of the topics. In this order a pipeline that moves on
 * meanwhile can neither have committed what was not listed, nor have listed what the ends do not reach.
 */
export async function readS3View({ listsObjects, ...source }: Source): Promise<S3View> {
  const { admin, sinks, topics } = source;
  const committed = new Map<string, ReadonlyMap<string, number>>();
  for (const sink of sinks) {
    const present = sink.topics.filter((topic) => topics.includes(topic));
    if (present.length > 0)
      committed.set(sink.name, await readCommitted(admin, { group: sink.group, topics: present }));
  }
  const listings = listsObjects ? await listObjects(source) : new Map<string, Listing>();
  const ends = await readOffsets(source, [topics]);
  for (const sink of sinks) refuseStrangers(sink, { listings, ends, fault: source.fault });
  return {
    listing: (sink, topic) => listings.get(`${sink}/${topic}`),
    committed: (sink, partition) => committed.get(sink)?.get(partition) ?? null,
    ends,
    at: new Date(),
    stray: [...listings.values()].flatMap(({ stray }) => stray),
  };
}

interface Listed {
  readonly listings: ReadonlyMap<string, Listing>;
  readonly ends: Offsets;
  readonly fault: FaultSink;
}

/** Objects in folders of partitions that the topic does not have: nobody else looks at them. */
function refuseStrangers(sink: SinkPlan, { listings, ends, fault }: Listed): void {
  for (const [topic, partitions] of ends) {
    for (const [partition, { starts }] of listings.get(`${sink.name}/${topic}`)?.partitions ?? []) {
      const [start] = starts;
      if (start === undefined || partitions.some((each) => each.partition === partition)) continue;
      const key = keyOf(sink, { topic, partition, start });
      const expected = `partitions 0 to ${partitions.length - 1}`;
      const found = `partition ${partition}`;
      fault('object-misplaced', { topic, object: `${sink.bucket}/${key}`, count: starts.length, expected, found });
    }
  }
}

/** By sink and topic. */
async function listObjects({ settings, sinks, fault }: Omit<Source, 'listsObjects'>): Promise<Map<string, Listing>> {
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
  return listings;
}
