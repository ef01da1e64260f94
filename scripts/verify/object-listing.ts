import type { Bucket } from '../s3.ts';
import type { FaultSink } from './faults.ts';
import { type ObjectPlace, parseKey, topicPrefix } from './object-names.ts';
import type { SinkPlan } from './sink-plan.ts';

/** The objects of one partition, by where they start. */
export interface PartitionObjects {
  /** In order. */
  readonly starts: readonly number[];
  /** When the oldest was written. */
  readonly oldest: Date;
  /** The starts by folder, in order; empty with the default partitioner. */
  readonly folders: ReadonlyMap<string, readonly number[]>;
}

export interface Listing {
  readonly partitions: ReadonlyMap<number, PartitionObjects>;
  /** Keys of leftovers of interrupted uploads. */
  readonly stray: readonly string[];
}

/** Lists the objects of a topic and judges their names; holds no more than a number for each. */
export async function listTopicObjects(
  bucket: Bucket,
  sink: SinkPlan,
  topic: string,
  fault: FaultSink,
): Promise<Listing> {
  const partitions = new Map<number, Collected>();
  const stray: string[] = [];
  for await (const { key, modified } of bucket.list(topicPrefix(sink, topic))) {
    const parsed = parseKey(sink, topic, key);
    if (parsed.kind === 'stray') {
      stray.push(key);
    } else if (parsed.kind === 'misplaced') {
      fault('object-misplaced', { topic, object: `${bucket.name}/${key}`, expected: parsed.expected, found: key });
    } else {
      const objects = partitions.get(parsed.partition) ?? { starts: [], oldest: modified, folders: new Map() };
      collect(objects, parsed, modified);
      partitions.set(parsed.partition, objects);
    }
  }
  for (const { starts, folders } of partitions.values()) {
    for (const list of [starts, ...folders.values()]) list.sort((a, b) => a - b);
  }
  return { partitions, stray };
}

interface Collected {
  readonly starts: number[];
  oldest: Date;
  readonly folders: Map<string, number[]>;
}

function collect(objects: Collected, { start, folder }: ObjectPlace, modified: Date): void {
  objects.starts.push(start);
  if (modified < objects.oldest) objects.oldest = modified;
  if (folder === undefined) return;
  const starts = objects.folders.get(folder) ?? [];
  starts.push(start);
  objects.folders.set(folder, starts);
}

/** Which objects of a partition a snapshot can judge. */
export interface Selection {
  readonly judged: readonly number[];
  /** Whole objects below the log's start, and objects that began after the snapshot. */
  readonly outside: number;
  /** Starts beyond the end of the log: no record of this life of the topic can be in them. */
  readonly stale: readonly number[];
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly logEnd: number;
}

/** Sorts objects into those to compare, those outside of the snapshot, and those from an earlier life of the topic. */
export function selectObjects(starts: readonly number[], { low, high, logEnd }: Range): Selection {
  const isBelow = (index: number) => (starts[index] ?? low) < low && (starts[index + 1] ?? low + 1) <= low;
  const stale = starts.filter((start) => start >= logEnd);
  const judged = starts.filter((start, index) => start < high && start < logEnd && !isBelow(index));
  return { judged, outside: starts.length - judged.length - stale.length, stale };
}
