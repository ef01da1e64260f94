import { setTimeout as pause } from 'node:timers/promises';
import { listConnectors } from '../connect-api.ts';
import { announceWait } from './announce.ts';
import { type Context, type Deployment, isRunning } from './deployment.ts';
import { readCompacted } from './compaction.ts';
import { createFaultLog, type FaultLog } from './fault-log.ts';
import { planJobs } from './jobs.ts';
import { openKeyFolder, sweepKeyFolders } from './key-folder.ts';
import { createKeyRoom, type KeyRoom } from './key-store.ts';
import { prepareKeys } from './keys.ts';
import { checkLag, COMMIT_DUE_MS, findUncommitted } from './lag.ts';
import { reportPartition } from './partition-report.ts';
import type { Waiting } from './report.ts';
import { scanThroughRetention } from './retention.ts';
import { runJobs, type Scanned } from './run-jobs.ts';
import { readS3View, type S3View } from './s3-view.ts';
import { unread } from './scan-job.ts';
import type { ScanProgress } from './scan-progress.ts';
import type { Scanner } from './scan.ts';
import type { SinkPlan } from './sink-plan.ts';
import { type Offsets, readOffsets } from './snapshot.ts';
import { orderTopics } from './topic-order.ts';
import { describeWaiting, findWaiting, hasMoved } from './waiting.ts';
import { readsData, whatToRead } from './what-to-read.ts';

/** Between two looks at S3 there is so much time, and at least as long as the look itself took. */
const POLL_MS = 1000;

export interface ScanOutcome {
  readonly scanned: readonly Scanned[];
  /** Faults of names, of committed offsets and of the lag. */
  readonly log: FaultLog;
  readonly view: S3View;
  readonly waiting: readonly Waiting[];
  readonly notProvable: readonly string[];
}

interface Subject {
  readonly context: Context;
  readonly deployment: Deployment;
  readonly scanner: Scanner;
  readonly progress: ScanProgress;
}

/**
 * Takes a snapshot and scans every partition of it. When something overdue was not in S3 it waits until it is, and does
 * all of it again, so that the answer is always about one moment.
 */
export async function scanAll(subject: Subject): Promise<ScanOutcome> {
  const start = Date.now();
  for (;;) {
    if (subject.context.settling) await waitForTransactions(subject);
    const outcome = await scanThroughRetention(() => scanOnce(subject), subject.context.onProgress);
    if (!readsData(whatToRead(subject.context))) return outcome;
    if (isEmpty(outcome)) {
      if (!(await waitForRecords(subject))) return outcome;
    } else if (outcome.waiting.length === 0 || !(await waitForSinks(outcome, subject))) {
      return Date.now() - start < COMMIT_DUE_MS ? outcome : withLag(outcome);
    }
  }
}

/** Whether there was nothing to read at all: that proves nothing. */
export function isEmpty({ scanned }: Pick<ScanOutcome, 'scanned'>): boolean {
  return scanned.length > 0 && scanned.every(({ job }) => job.low === job.high);
}

/** What should have been committed long ago is no longer waited for. */
function withLag(outcome: ScanOutcome): ScanOutcome {
  const still = outcome.scanned.filter(({ job }) => job.high === job.logEnd);
  checkLag(still.map(reportPartition), outcome.log.add);
  return { ...outcome, waiting: outcome.waiting.filter(({ pending }) => pending > 0) };
}

async function waitForRecords({ context, deployment }: Subject): Promise<boolean> {
  for (;;) {
    const offsets = await readOffsets(context, [deployment.topics]);
    if ([...offsets.values()].flat().some(({ low, high }) => high > low)) return true;
    if (!(await isWorthWaiting(context, deployment))) return false;
    announceWait(context, 'the first record');
    await pause(POLL_MS);
  }
}

/** What an open transaction holds back is not there to be proved: gives it the time there is to end. */
async function waitForTransactions({ context, deployment }: Subject): Promise<void> {
  for (;;) {
    const offsets = await readOffsets(context, [deployment.topics]);
    const held = [...offsets].filter(([, partitions]) => partitions.some(({ high, end }) => end > high));
    if (held.length === 0 || !(await isWorthWaiting(context, deployment))) return;
    announceWait(context, `open transactions on ${held.map(([topic]) => topic).join(', ')} to end`);
    await pause(POLL_MS);
  }
}

async function scanOnce(subject: Subject): Promise<ScanOutcome> {
  const { settings } = subject.context;
  await sweepKeyFolders(settings);
  const folder = openKeyFolder(settings);
  try {
    return await scanWith(createKeyRoom(settings.verifyKeyBytes, folder.path), subject);
  } finally {
    await folder.close();
  }
}

async function scanWith(room: KeyRoom, { context, deployment, scanner, progress }: Subject): Promise<ScanOutcome> {
  const { topics } = deployment;
  const reading = whatToRead(context);
  const { pipeline } = deployment;
  const sinks = reading.committed ? pipeline.sinks : [];
  const { levels, circular } = orderTopics(topics, pipeline.rules);
  const offsets = await readOffsets(context, levels);
  const { rules, keys, notProvable, seal } = await prepareKeys(pipeline.rules, offsets, { circular, room });
  const { view, log } = await lookAtS3(context, { sinks, topics });
  const compacted = await readCompacted(context.admin, topics);
  const plan = { pipeline, sinks, offsets, rules, keys, compacted, settled: context.settling };
  const scanned: Scanned[] = [];
  progress.begin(countReads(offsets, sinks));
  for (const level of reading.records || reading.committed ? levels : []) {
    const jobs = level.flatMap((topic) => planJobs(topic, plan, { view, fault: log.add }));
    scanned.push(...(reading.records ? await runJobs(scanner, jobs) : jobs.map(unread)));
    await seal(level);
  }
  const reports = scanned.map(reportPartition);
  const moment = { sinks, now: view.at, settling: context.settling };
  const waiting = reading.records ? [...findWaiting(reports, moment), ...findUncommitted(reports)] : [];
  return { scanned, log, view, waiting, notProvable };
}

/** Each sink has the records of its topics read once more. */
function countReads(offsets: Offsets, sinks: readonly SinkPlan[]): number {
  const reads = [...offsets].map(([topic, partitions]) => {
    const records = partitions.reduce((sum, { low, high }) => sum + high - low, 0);
    return records * Math.max(1, sinks.filter(({ topics }) => topics.includes(topic)).length);
  });
  return reads.reduce((sum, each) => sum + each, 0);
}

/** Resolves with whether every waiting partition has moved on; not, when there is no hope or no time left. */
async function waitForSinks({ scanned, waiting }: ScanOutcome, { context, deployment }: Subject): Promise<boolean> {
  for (;;) {
    if (!(await isWorthWaiting(context, deployment))) return false;
    announceWait(context, describeWaiting(waiting, scanned.map(reportPartition)));
    const start = Date.now();
    const { view } = await lookAtS3(context, { sinks: deployment.pipeline.sinks, topics: deployment.topics });
    if (hasMoved(waiting, scanned, view)) return true;
    await pause(Math.max(POLL_MS, Date.now() - start));
  }
}

async function lookAtS3(
  context: Context,
  { sinks, topics }: { readonly sinks: readonly SinkPlan[]; readonly topics: readonly string[] },
): Promise<{ readonly view: S3View; readonly log: FaultLog }> {
  const { admin, logEnds, settings } = context;
  const log = createFaultLog();
  const source = { admin, logEnds, settings, topics, sinks, fault: log.add };
  return { view: await readS3View({ ...source, listsObjects: whatToRead(context).objects }), log };
}

async function isWorthWaiting(context: Context, { files }: Deployment): Promise<boolean> {
  if (Date.now() >= context.deadline) return false;
  return isRunning({ connectors: await listConnectors(context.settings.connectUrl), files }, context);
}
