import type { PartitionReport, Waiting } from './report.ts';
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
    const { topic, pending } = partition;
    return [{ topic, partition: partition.partition, sink: sink.name, pending }];
  });
}

function isWaitedFor(
  { pending, pendingSince, objects, objectsOutside }: PartitionReport,
  { scheduleMs, flushSize }: SinkPlan,
  { now, settling }: Omit<Moment, 'sinks'>,
): boolean {
  if (pending === 0) return false;
  if (scheduleMs === undefined) return pending >= flushSize;
  if (settling || objects + objectsOutside === 0) return true;
  return pendingSince !== null && now.getTime() - pendingSince > scheduleMs + TICK_MS;
}
