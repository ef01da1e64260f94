import type { Admin } from 'kafkajs';
import type { Settings } from '../configs/settings.ts';
import { kafkaClient } from './clients.ts';
import { listConnectors } from './connect-api.ts';
import { notReachable } from './records.ts';
import { askSchemas, refuseUnknownFields } from './verify/ask-schemas.ts';
import { type Context, type Deployment, readDeployment } from './verify/deployment.ts';
import { createFaultLog } from './verify/fault-log.ts';
import { type Fault, type Question, QUESTIONS } from './verify/faults.ts';
import { type LogEnds, openLogEnds } from './verify/log-ends.ts';
import { makeReport } from './verify/make-report.ts';
import { describeLeftPaused, readLeftPaused } from './verify/pause-marker.ts';
import { withPausedSources } from './verify/paused-sources.ts';
import type { VerifyReport } from './verify/report.ts';
import { countWork, openScannerFor } from './verify/scan-pool.ts';
import { orderTopics } from './verify/topic-order.ts';
import { scanAll, type ScanOutcome } from './verify/scan-all.ts';
import { createScanProgress } from './verify/scan-progress.ts';
import { checkBrokers, checkConnectors } from './verify/services.ts';

const TIMEOUT_MS = 150_000;

export interface VerifyOptions {
  /** How long to wait for what is pending, 150 s by default. */
  readonly timeoutMs?: number;
  /** Takes a line on what is going on right now. */
  readonly onProgress?: (text: string) => void;
  /** Asks only this; everything by default. */
  readonly only?: readonly Question[];
  /** Pauses the sources, waits until nothing is pending, proves everything, and resumes them. */
  readonly settle?: boolean;
  /** Takes a line on what became of the paused sources after Ctrl-C, just before the process ends. */
  readonly onInterrupted?: (text: string) => void;
}

/**
 * Proves what the pipeline has written so far, or names what is wrong with it. Only reads, but for `settle`, and leaves
 * nothing behind. Throws a `WorkflowError` (exit code 3) when a service cannot be reached.
 */
export async function verifyPipeline(
  settings: Settings,
  {
    timeoutMs = TIMEOUT_MS,
    onProgress = () => undefined,
    only = QUESTIONS,
    settle = false,
    onInterrupted,
  }: VerifyOptions = {},
): Promise<VerifyReport> {
  const startedAt = new Date();
  const admin = (await kafkaClient(settings)).admin();
  try {
    await connect(admin).catch((cause: unknown) => {
      throw notReachable(settings, cause);
    });
    const context = { settings, admin, onProgress, deadline: Date.now() + timeoutMs, timeoutMs, asked: new Set(only) };
    const proof = await withLogEnds(settings, (logEnds) =>
      settle
        ? withPausedSources(settings, () => readProof({ ...context, logEnds, settling: true }), { onInterrupted })
        : readProof({ ...context, logEnds, settling: false }),
    );
    const health = await checkServices(context, proof.deployment);
    const left = (await readLeftPaused(settings)).map(describeLeftPaused);
    return makeReport({ ...proof, health, left, startedAt, asked: context.asked, settling: settle });
  } finally {
    await admin.disconnect();
  }
}

/** To kafkajs a broker that accepts a connection and says nothing is connected at the second attempt. */
async function connect(admin: Admin): Promise<void> {
  await admin.connect();
  await admin.describeCluster();
}

async function withLogEnds<T>(settings: Settings, body: (logEnds: LogEnds) => Promise<T>): Promise<T> {
  const logEnds = await openLogEnds(settings);
  try {
    return await body(logEnds);
  } finally {
    await logEnds.close();
  }
}

interface Proof {
  readonly deployment: Deployment;
  readonly outcome: ScanOutcome;
  /** Ended after the deadline. */
  readonly late: boolean;
}

async function readProof(context: Context): Promise<Proof> {
  const deployment = await readDeployment(context);
  if (context.asked.has('references') || context.asked.has('ranges')) {
    await refuseUnknownFields(context.settings, deployment);
  }
  const outcome = await scanDeployment(context, deployment);
  const late = Date.now() >= context.deadline;
  if (context.asked.has('schemas')) {
    await askSchemas(context.settings, { deployment, scanned: outcome.scanned }, outcome.log.add);
  }
  return { deployment, outcome, late };
}

async function scanDeployment(context: Context, deployment: Deployment): Promise<ScanOutcome> {
  const { pipeline, topics } = deployment;
  const progress = createScanProgress(context.onProgress);
  const options = {
    topics,
    registryRegion: pipeline.registryRegion,
    onRecords: (count: number) => progress.add(count),
  };
  const work = await countWork(context, orderTopics(topics, pipeline.rules).levels);
  const scanner = await openScannerFor(context.settings, work, options);
  try {
    return await scanAll({ context, deployment, scanner, progress });
  } finally {
    await scanner.close();
  }
}

/** Asked last: a task that fails while verify reads must not pass. */
async function checkServices(
  { settings, admin }: Pick<Context, 'settings' | 'admin'>,
  { files, topics }: Deployment,
): Promise<Fault[]> {
  const log = createFaultLog();
  checkConnectors(await listConnectors(settings.connectUrl), files, log.add);
  await checkBrokers(admin, { brokers: settings.brokers.length, topics }, log.add);
  return log.list();
}
