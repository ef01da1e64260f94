import { setTimeout as pause } from 'node:timers/promises';
import { listConnectors } from '../connect-api.ts';
import { type Context, type Deployment, isRunning } from './deployment.ts';
import { createFaultLog, type FaultLog } from './fault-log.ts';
import { type Plan, planJobs } from './jobs.ts';
import { reportPartition } from './partition-report.ts';
import type { Waiting } from './report.ts';
import { runJobs, type Scanned } from './run-jobs.ts';
import { readS3View, type S3View } from './s3-view.ts';
import type { ScanJob } from './scan-job.ts';
import type { Scanner } from './scan.ts';
import { findWaiting } from './waiting.ts';

/** Between two looks at S3 there is so much time, and at least as long as the look itself took. */
const POLL_MS = 1000;

export interface ScanPlan extends Plan {
  readonly context: Context;
  readonly deployment: Deployment;
  /** Topics in the order in which they are read. */
  readonly levels: readonly (readonly string[])[];
  readonly scanner: Scanner;
}

export interface ScanOutcome {
  readonly scanned: readonly Scanned[];
  /** Faults of names and of committed offsets. */
  readonly log: FaultLog;
  readonly view: S3View;
  readonly waiting: readonly Waiting[];
}

/**
 * Scans every partition, then again those of which something overdue was not in S3, until nothing is or the deadline
 * passes. The snapshot of the records stays the same; only what S3 holds is looked at anew.
 */
export async function scanAll(plan: ScanPlan): Promise<ScanOutcome> {
  let look = await lookAtS3(plan);
  let scanned: Scanned[] = [];
  for (const level of plan.levels) scanned.push(...(await runJobs(plan.scanner, jobsOf(level, plan, look))));
  for (;;) {
    const waiting = findWaiting(scanned.map(reportPartition), plan.pipeline.sinks, look.view.at);
    if (waiting.length === 0 || !(await isWorthWaiting(plan))) return { scanned, waiting, ...look };
    plan.context.onProgress(describe(waiting));
    await pause(Math.max(POLL_MS, look.tookMs));
    look = await lookAtS3(plan);
    scanned = await scanAgain(scanned, waiting, { plan, look });
  }
}

interface Look {
  readonly view: S3View;
  readonly log: FaultLog;
  readonly tookMs: number;
}

async function lookAtS3({ context, deployment, pipeline }: ScanPlan): Promise<Look> {
  const start = Date.now();
  const log = createFaultLog();
  const view = await readS3View({ ...context, topics: deployment.topics, sinks: pipeline.sinks, fault: log.add });
  return { view, log, tookMs: Date.now() - start };
}

function jobsOf(topics: readonly string[], plan: ScanPlan, { view, log }: Look): ScanJob[] {
  return topics.flatMap((topic) => planJobs(topic, plan, { view, fault: log.add }));
}

async function isWorthWaiting({ context, deployment }: ScanPlan): Promise<boolean> {
  if (Date.now() >= context.deadline) return false;
  const connectors = await listConnectors(context.settings.connectUrl);
  return isRunning({ connectors, files: deployment.files });
}

/** Scans the waiting partitions for which S3 has more objects than before; keeps the other results. */
async function scanAgain(
  scanned: readonly Scanned[],
  waiting: readonly Waiting[],
  { plan, look }: { readonly plan: ScanPlan; readonly look: Look },
): Promise<Scanned[]> {
  const isWaiting = ({ topic, partition, sink }: ScanJob) =>
    waiting.some((each) => each.topic === topic && each.partition === partition && each.sink === sink?.name);
  const jobs = jobsOf(plan.levels.flat(), plan, look);
  const again = jobs.filter((job, index) => isWaiting(job) && job.starts.length !== scanned[index]?.job.starts.length);
  const results = new Map((await runJobs(plan.scanner, again)).map((result) => [result.job, result]));
  return scanned.map((before, index) => {
    const job = jobs[index];
    return (job && results.get(job)) ?? before;
  });
}

function describe(waiting: readonly Waiting[]): string {
  const partitions = waiting.map(({ topic, partition }) => `${topic}-${partition}`);
  const records = waiting.reduce((sum, { pending }) => sum + pending, 0);
  return `Waiting for ${records} records of ${partitions.join(', ')} to reach S3`;
}
