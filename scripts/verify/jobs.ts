import type { FaultSink } from './faults.ts';
import { type PartitionObjects, selectObjects } from './object-listing.ts';
import type { KeyStore } from './key-store.ts';
import { keyOf } from './object-names.ts';
import { checkCommitted } from './offsets.ts';
import { type Pipeline, schemaPlaceOf } from './pipeline.ts';
import { type Attribute, nameOf, NO_RULES, type Rules } from './rules.ts';
import type { S3View } from './s3-view.ts';
import type { ScanJob } from './scan-job.ts';
import type { SinkPlan } from './sink-plan.ts';
import type { Offsets } from './snapshot.ts';

/** What jobs are made from. */
export interface Plan {
  readonly pipeline: Pipeline;
  /** Those of its sinks whose objects or committed offsets are asked about. */
  readonly sinks: readonly SinkPlan[];
  /** Ends of the topics at the time of the snapshot. */
  readonly offsets: Offsets;
  readonly rules: Rules;
  readonly keys: ReadonlyMap<string, KeyStore>;
  /** Topics that Kafka compacts. */
  readonly compacted: ReadonlySet<string>;
  /** Nothing moves any more. */
  readonly settled: boolean;
}

/**
 * One job for each partition of a topic and each sink that reads it, or one without a sink. Only the first of a
 * partition judges the records. Names, committed offsets and stale objects are judged here.
 */
export function planJobs(topic: string, plan: Plan, { view, fault }: { view: S3View; fault: FaultSink }): ScanJob[] {
  const { pipeline, offsets, rules, keys, settled } = plan;
  const compacted = plan.compacted.has(topic);
  const readers = pipeline.sinks.filter((sink) => sink.topics.includes(topic));
  const sinks = plan.sinks.filter((sink) => sink.topics.includes(topic));
  const collects = attributesOf(topic, rules);
  const schema = schemaPlaceOf(topic, pipeline);
  const stopsAtTombstones = readers.some(({ ignoresTombstones }) => !ignoresTombstones);
  return (offsets.get(topic) ?? []).flatMap(({ partition, low, high, end }) => {
    const logEnd = view.ends.get(topic)?.find((each) => each.partition === partition)?.end ?? end;
    const place = { topic, partition, low, high, logEnd, heldBack: end - high, keys, compacted, settled };
    return (sinks.length > 0 ? sinks : [undefined]).map((sink, index) => ({
      ...place,
      judges: index === 0,
      schema,
      stopsAtTombstones,
      rules: index === 0 ? rules : NO_RULES,
      collects: index === 0 ? collects : [],
      sink,
      ...objectsOf(sink, place, { view, fault, isMissing: sink !== undefined && pipeline.missing.has(sink.name) }),
    }));
  });
}

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly high: number;
  readonly logEnd: number;
}

function objectsOf(
  sink: SinkPlan | undefined,
  place: Place,
  { view, fault, isMissing }: { view: S3View; fault: FaultSink; isMissing: boolean },
): Pick<ScanJob, 'starts' | 'folders' | 'outside' | 'known' | 'committed'> {
  if (!sink) return { starts: [], folders: new Map(), outside: 0, known: 0, committed: null };
  const { topic, partition } = place;
  const objects = view.listing(sink.name, topic)?.partitions.get(partition);
  const committed = view.committed(sink.name, `${topic}-${partition}`);
  // A sink that was never created has committed nothing, whoever wrote the objects below its `topics.dir`.
  const oldestObject = isMissing ? undefined : objects?.oldest;
  checkCommitted({ ...place, committed, oldestObject, now: view.at }, fault);
  const known = objects?.starts.length ?? 0;
  if (sink.partitioner.kind !== 'default') return { ...foldersOf(objects, { sink, place, fault }), known, committed };
  const { judged, outside, stale } = selectObjects(objects?.starts ?? [], place);
  reportStale(stale, { ...place, sink, fault });
  return { starts: judged, folders: new Map(), outside, known, committed };
}

interface Stale extends Place {
  readonly sink: SinkPlan;
  readonly folder?: string;
  readonly fault: FaultSink;
}

function reportStale(stale: readonly number[], { sink, fault, logEnd, topic, partition, folder }: Stale): void {
  if (stale[0] !== undefined) {
    const found = `objects that start at ${stale[0]} or later`;
    const object = `${sink.bucket}/${keyOf(sink, { topic, partition, start: stale[0], folder })}`;
    fault('object-stale', {
      topic,
      partition,
      offset: stale[0],
      count: stale.length,
      object,
      expected: `the log ends at ${logEnd}`,
      found,
    });
  }
}

interface Foldered {
  readonly sink: SinkPlan;
  readonly place: Place;
  readonly fault: FaultSink;
}

function foldersOf(
  objects: PartitionObjects | undefined,
  { sink, place, fault }: Foldered,
): Pick<ScanJob, 'starts' | 'folders' | 'outside'> {
  const folders = new Map<string, readonly number[]>();
  let outside = 0;
  for (const [folder, starts] of objects?.folders ?? []) {
    const selection = selectObjects(starts, place);
    reportStale(selection.stale, { ...place, sink, folder, fault });
    outside += selection.outside;
    if (selection.judged.length > 0) folders.set(folder, selection.judged);
  }
  return { starts: [], folders, outside };
}

/** The attributes of a topic that other records refer to, each once. */
function attributesOf(topic: string, { references }: Rules): Attribute[] {
  const targets = references.map(({ to }) => to).filter((to) => to.topic === topic);
  return [...new Map(targets.map((to) => [nameOf(to), to])).values()];
}
