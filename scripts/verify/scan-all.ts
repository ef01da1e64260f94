import { setTimeout as pause } from 'node:timers/promises';
import { listConnectors } from '../connect-api.ts';
import { type Context, type Deployment, isRunning } from './deployment.ts';
import { createFaultLog, type FaultLog } from './fault-log.ts';
import type { Question } from './faults.ts';
import { planJobs } from './jobs.ts';
import { prepareKeys } from './keys.ts';
import { reportPartition } from './partition-report.ts';
import type { Waiting } from './report.ts';
import { runJobs, type Scanned } from './run-jobs.ts';
import { readS3View, type S3View } from './s3-view.ts';
import type { Scanner } from './scan.ts';
import { readOffsets } from './snapshot.ts';
import { orderTopics } from './topic-order.ts';
import { findWaiting } from './waiting.ts';

/** Between two looks at S3 there is so much time, and at least as long as the look itself took. */
const POLL_MS = 1000;

export interface ScanOutcome {
  readonly scanned: readonly Scanned[];
  /** Faults of names and of committed offsets. */
  readonly log: FaultLog;
  readonly view: S3View;
  readonly waiting: readonly Waiting[];
  readonly notProvable: readonly string[];
}

interface Subject {
  readonly context: Context;
  readonly deployment: Deployment;
  readonly scanner: Scanner;
}

/**
 * Takes a snapshot and scans every partition of it. When something overdue was not in S3 it waits until it is, and does
 * all of it again, so that the answer is always about one moment.
 */
export async function scanAll(subject: Subject): Promise<ScanOutcome> {
  for (;;) {
    const outcome = await scanOnce(subject);
    if (isEmpty(outcome)) {
      if (!(await waitForRecords(subject))) return outcome;
    } else if (outcome.waiting.length === 0 || !(await waitForObjects(outcome, subject))) {
      return outcome;
    }
  }
}

/** Whether there was nothing to read at all: that proves nothing. */
export function isEmpty({ scanned }: Pick<ScanOutcome, 'scanned'>): boolean {
  return scanned.length > 0 && scanned.every(({ job }) => job.low === job.high);
}

async function waitForRecords({ context, deployment }: Subject): Promise<boolean> {
  for (;;) {
    const offsets = await readOffsets(context.admin, [deployment.topics]);
    if ([...offsets.values()].flat().some(({ low, high }) => high > low)) return true;
    if (!(await isWorthWaiting(context, deployment))) return false;
    context.onProgress('Waiting for the first record');
    await pause(POLL_MS);
  }
}

async function scanOnce({ context, deployment, scanner }: Subject): Promise<ScanOutcome> {
  const { topics } = deployment;
  const pipeline = asksForObjects(context) ? deployment.pipeline : { ...deployment.pipeline, sinks: [] };
  const { levels, circular } = orderTopics(topics, pipeline.rules);
  const offsets = await readOffsets(context.admin, levels);
  const { rules, keys, notProvable } = prepareKeys(pipeline.rules, offsets, circular);
  const { view, log } = await lookAtS3(context, { pipeline, topics });
  const scanned: Scanned[] = [];
  for (const level of asksForRecords(context) ? levels : []) {
    const jobs = level.flatMap((topic) =>
      planJobs(topic, { pipeline, offsets, rules, keys }, { view, fault: log.add }),
    );
    scanned.push(...(await runJobs(scanner, jobs)));
  }
  const waiting = findWaiting(scanned.map(reportPartition), {
    sinks: pipeline.sinks,
    now: view.at,
    settling: context.paused.size > 0,
  });
  return { scanned, log, view, waiting, notProvable };
}

/** Resolves with whether every waiting partition has more objects than before; not, when there is no hope or no time left. */
async function waitForObjects({ scanned, waiting }: ScanOutcome, { context, deployment }: Subject): Promise<boolean> {
  const before = new Map(scanned.map(({ job }) => [`${job.sink?.name}/${job.topic}-${job.partition}`, job.known]));
  for (;;) {
    if (!(await isWorthWaiting(context, deployment))) return false;
    context.onProgress(describe(waiting));
    const start = Date.now();
    const { view } = await lookAtS3(context, deployment);
    const isStill = ({ sink, topic, partition }: Waiting) =>
      (view.listing(sink, topic)?.partitions.get(partition)?.starts.length ?? 0) ===
      before.get(`${sink}/${topic}-${partition}`);
    if (!waiting.some(isStill)) return true;
    await pause(Math.max(POLL_MS, Date.now() - start));
  }
}

const OBJECT_QUESTIONS: readonly Question[] = ['names', 'coverage', 'contents', 'offsets'];
const RECORD_QUESTIONS: readonly Question[] = [
  'records',
  'schemas',
  'references',
  'ranges',
  'coverage',
  'contents',
  'offsets',
];

function asksForObjects({ asked }: Context): boolean {
  return OBJECT_QUESTIONS.some((question) => asked.has(question));
}

function asksForRecords({ asked }: Context): boolean {
  return RECORD_QUESTIONS.some((question) => asked.has(question));
}

async function lookAtS3(
  { admin, settings }: Context,
  { pipeline, topics }: Pick<Deployment, 'pipeline' | 'topics'>,
): Promise<{ readonly view: S3View; readonly log: FaultLog }> {
  const log = createFaultLog();
  return { view: await readS3View({ admin, settings, topics, sinks: pipeline.sinks, fault: log.add }), log };
}

async function isWorthWaiting(context: Context, { files }: Deployment): Promise<boolean> {
  if (Date.now() >= context.deadline) return false;
  return isRunning({ connectors: await listConnectors(context.settings.connectUrl), files }, context);
}

function describe(waiting: readonly Waiting[]): string {
  const partitions = waiting.map(({ topic, partition }) => `${topic}-${partition}`);
  const records = waiting.reduce((sum, { pending }) => sum + pending, 0);
  return `Waiting for ${records} records of ${partitions.join(', ')} to reach S3`;
}
