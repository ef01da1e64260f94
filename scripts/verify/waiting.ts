import { formatCount } from '../lib/format.ts';
import { hasSeveralSinks } from './partition-table.ts';
import type { PartitionReport, VerifyReport, Waiting } from './report.ts';
import type { Scanned } from './run-jobs.ts';
import type { S3View } from './s3-view.ts';
import type { SinkPlan } from './sink-plan.ts';

/** The worker looks at an idle sink every 60 s, and needs a moment to write. */
const TICK_MS = 75_000;

interface Moment {
  readonly sinks: readonly SinkPlan[];
  readonly now: Date;
  /** Nothing new comes, so everything there is can be waited for. */
  readonly settling: boolean;
}

/**
 * Partitions that verify should wait for: nothing of them is in S3 yet, or their oldest pending record should have been
 * written by the sink's schedule. A sink without one writes full files only, so a shorter tail stays pending for ever.
 */
export function findWaiting(partitions: readonly PartitionReport[], { sinks, ...moment }: Moment): Waiting[] {
  return partitions.flatMap((partition) => {
    const sink = sinks.find(({ name }) => name === partition.sink);
    if (!sink || !isWaitedFor(partition, sink, moment)) return [];
    const { topic, pending, uncommitted } = partition;
    return [{ topic, partition: partition.partition, sink: sink.name, pending, uncommitted }];
  });
}

function isWaitedFor(
  { pending, pendingSince, pendingTogether, objects, objectsOutside }: PartitionReport,
  { scheduleMs, flushSize }: SinkPlan,
  { now, settling }: Omit<Moment, 'sinks'>,
): boolean {
  if (pending === 0) return false;
  if (scheduleMs === undefined) return pendingTogether >= flushSize;
  if (settling || objects + objectsOutside === 0) return true;
  return pendingSince !== null && now.getTime() - pendingSince > scheduleMs + TICK_MS;
}

/** A sentence on every tail that a sink without a schedule keeps until its object is full. */
export function describeTails(partitions: readonly PartitionReport[], sinks: readonly SinkPlan[]): string[] {
  return partitions.flatMap(({ topic, partition, sink: name, pending, pendingTogether }) => {
    const sink = sinks.find((each) => each.name === name);
    if (!sink || sink.scheduleMs !== undefined || pending === 0 || pendingTogether >= sink.flushSize) return [];
    const rule = `sink \`${sink.name}\` has no schedule and writes ${sink.flushSize} records at a time`;
    return [`the last ${pending} records of ${topic}-${partition} are not in S3 yet: ${rule}`];
  });
}

/** Whether every waiting partition has more objects than it had when it was scanned, or another committed offset. */
export function hasMoved(waiting: readonly Waiting[], scanned: readonly Scanned[], view: S3View): boolean {
  return waiting.every(({ sink, topic, partition }) => {
    const job = scanned.find((each) => isJobOf(each, { sink, topic, partition }))?.job;
    const objects = view.listing(sink, topic)?.partitions.get(partition)?.starts.length ?? 0;
    return objects !== job?.known || view.committed(sink, `${topic}-${partition}`) !== job.committed;
  });
}

/** What is waited for, as the end of a sentence. */
export function describeWaiting(waiting: readonly Waiting[], partitions: readonly PartitionReport[]): string {
  const places = [...new Set(waiting.map((each) => placeOf(each, partitions)))].join(', ');
  const records = waiting.reduce((sum, { pending }) => sum + pending, 0);
  return records > 0 ? `${formatCount(records, 'record')} of ${places} to reach S3` : `the commit of ${places}`;
}

/** What was waited for in vain, as lines. */
export function pendingLines({ waiting, partitions }: Pick<VerifyReport, 'waiting' | 'partitions'>): string[] {
  return waiting.map((each) => {
    const { pending, uncommitted } = each;
    const count = pending > 0 ? pending : uncommitted;
    const what = `${formatCount(count, 'record')} of ${placeOf(each, partitions)} ${count === 1 ? 'is' : 'are'}`;
    return `Pending: ${what} ${pending > 0 ? 'not in S3' : 'in S3 and not committed'}`;
  });
}

/** The partition, and where there are several sinks, which of them is meant. */
function placeOf({ topic, partition, sink }: Waiting, partitions: readonly PartitionReport[]): string {
  return `${topic}-${partition}${hasSeveralSinks(partitions) ? ` (sink \`${sink}\`)` : ''}`;
}

function isJobOf({ job }: Scanned, place: Pick<Waiting, 'sink' | 'topic' | 'partition'>): boolean {
  return job.sink?.name === place.sink && job.topic === place.topic && job.partition === place.partition;
}
