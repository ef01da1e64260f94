import { lagOf } from './lag.ts';
import type { PartitionReport } from './report.ts';
import type { Scanned } from './run-jobs.ts';

/** A scanned partition as the report shows it. */
export function reportPartition({ job, result }: Scanned): PartitionReport {
  const { topic, partition, sink, low, high, heldBack, outside, committed } = job;
  return {
    topic,
    partition,
    sink: sink?.name ?? null,
    low,
    high,
    heldBack,
    ...result.tally,
    objectsOutside: outside,
    end: result.end,
    committed,
    durationMs: result.durationMs,
    lag: sink ? lagOf({ low, high, committed }) : null,
  };
}
