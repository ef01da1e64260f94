import type { Settings } from '../configs/settings.ts';
import { kafkaClient } from './clients.ts';
import { listConnectors } from './connect-api.ts';
import { notReachable } from './records.ts';
import { askSchemas, refuseUnknownFields } from './verify/ask-schemas.ts';
import { describeRemoved } from './verify/compaction.ts';
import { type Context, type Deployment, readDeployment } from './verify/deployment.ts';
import { createFaultLog } from './verify/fault-log.ts';
import { type Fault, FAULTS, type Question, QUESTIONS } from './verify/faults.ts';
import { reportPartition } from './verify/partition-report.ts';
import { describeLeftPaused, readLeftPaused } from './verify/pause-marker.ts';
import { withPausedSources } from './verify/paused-sources.ts';
import { judge, REPORT_VERSION, type VerifyReport } from './verify/report.ts';
import { countWork, openScannerFor } from './verify/scan-pool.ts';
import { orderTopics } from './verify/topic-order.ts';
import { isEmpty, scanAll, type ScanOutcome } from './verify/scan-all.ts';
import { checkBrokers, checkConnectors } from './verify/services.ts';
import { describeTails } from './verify/waiting.ts';
import { whatToRead } from './verify/what-to-read.ts';

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
}

/**
 * Proves what the pipeline has written so far, or names what is wrong with it. Only reads, but for `settle`, and leaves
 * nothing behind. Throws a `WorkflowError` (exit code 3) when a service cannot be reached.
 */
export async function verifyPipeline(
  settings: Settings,
  { timeoutMs = TIMEOUT_MS, onProgress = () => undefined, only = QUESTIONS, settle = false }: VerifyOptions = {},
): Promise<VerifyReport> {
  const startedAt = new Date();
  const admin = (await kafkaClient(settings)).admin();
  try {
    await admin.connect().catch((cause: unknown) => {
      throw notReachable(settings, cause);
    });
    const context = { settings, admin, onProgress, deadline: Date.now() + timeoutMs, asked: new Set(only) };
    const proof = settle
      ? await withPausedSources(settings, () => readProof({ ...context, settling: true }))
      : await readProof({ ...context, settling: false });
    const health = await checkServices(context, proof.deployment);
    const left = (await readLeftPaused(settings)).map(describeLeftPaused);
    return report({ ...proof, health, left, startedAt, asked: context.asked, settling: settle });
  } finally {
    await admin.disconnect();
  }
}

interface Proof {
  readonly deployment: Deployment;
  readonly outcome: ScanOutcome;
}

async function readProof(context: Context): Promise<Proof> {
  const deployment = await readDeployment(context);
  await refuseUnknownFields(context.settings, deployment);
  const outcome = await scanDeployment(context, deployment);
  if (context.asked.has('schemas')) {
    await askSchemas(context.settings, { deployment, scanned: outcome.scanned }, outcome.log.add);
  }
  return { deployment, outcome };
}

interface ReportParts extends Proof {
  readonly health: readonly Fault[];
  /** Sentences on sources that a killed verify has paused. */
  readonly left: readonly string[];
  readonly startedAt: Date;
  readonly asked: ReadonlySet<Question>;
  readonly settling: boolean;
}

function report({ deployment, outcome, health, left, startedAt, asked, settling }: ReportParts): VerifyReport {
  const results = outcome.scanned.map(({ result }) => result);
  const partitions = outcome.scanned.map(reportPartition);
  const faults = [...health, ...outcome.log.list(), ...results.flatMap((result) => result.faults)];
  const findings = {
    faults: faults.filter(({ kind }) => asked.has(FAULTS[kind].question)),
    notProvable: [
      ...deployment.pipeline.notProvable,
      ...outcome.notProvable,
      ...results.flatMap(({ notProvable }) => notProvable),
    ],
    waiting: outcome.waiting,
    emptyTopics: [...deployment.absent, ...(isEmpty(outcome) ? deployment.topics : [])],
  };
  return {
    version: REPORT_VERSION,
    ...judge({ ...findings, full: asked.size === QUESTIONS.length }),
    questions: QUESTIONS.filter((question) => asked.has(question)),
    reading: whatToRead({ asked, settling }),
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    partitions,
    ...findings,
    notes: [
      ...left,
      ...describeRemoved(partitions),
      ...describeTails(partitions, deployment.pipeline.sinks),
      ...outcome.view.stray.map((key) => `\`${key}\` is left of an interrupted upload and was not read`),
    ],
  };
}

async function scanDeployment(context: Context, deployment: Deployment): Promise<ScanOutcome> {
  const { pipeline, topics } = deployment;
  let records = 0;
  const start = Date.now();
  const onRecords = (count: number) => {
    records += count;
    const perSecond = Math.round((records / Math.max(1, Date.now() - start)) * 1000);
    context.onProgress(`Read ${records} records, ${perSecond} a second`);
  };
  const options = { topics, registryRegion: pipeline.registryRegion, onRecords };
  const work = await countWork(context.admin, orderTopics(topics, pipeline.rules).levels);
  const scanner = await openScannerFor(context.settings, work, options);
  try {
    return await scanAll({ context, deployment, scanner });
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
