import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { Settings } from '../../configs/settings.ts';
import { type Connector, listConnectors } from '../connect-api.ts';
import { type ConnectorFile, readConnectorFiles } from '../connector-files.ts';
import { isSink } from '../connectors.ts';
import { announceWait } from './announce.ts';
import { askKafka } from './ask-kafka.ts';
import { createFaultLog } from './fault-log.ts';
import type { Question } from './faults.ts';
import type { LogEnds } from './log-ends.ts';
import { describePipeline, type Pipeline } from './pipeline.ts';
import { readRulesFile, refuseUnknownTopics, type UserRules } from './rules-file.ts';
import { checkConnectors } from './services.ts';
import { readsData, whatToRead } from './what-to-read.ts';

const POLL_MS = 1000;

/** What every step of a run of verify works with. */
export interface Context {
  readonly settings: Settings;
  readonly admin: Admin;
  readonly logEnds: Pick<LogEnds, 'read'>;
  /** Milliseconds since 1970 at which waiting ends. */
  readonly deadline: number;
  /** How long before that verify began. */
  readonly timeoutMs: number;
  readonly onProgress: (text: string) => void;
  readonly asked: ReadonlySet<Question>;
  /** Nothing new comes, so everything there is can be waited for. */
  readonly settling: boolean;
}

/** The pipeline as it is deployed, with those of its topics that exist. */
export interface Deployment {
  readonly connectors: readonly Connector[];
  readonly files: readonly ConnectorFile[];
  readonly pipeline: Pipeline;
  readonly userRules: UserRules;
  readonly topics: readonly string[];
  /** Topics that were still missing at the deadline, or that nobody will make because a connector does not run. */
  readonly absent: readonly string[];
}

/** Reads what is deployed, once its topics exist. */
export async function readDeployment(context: Context): Promise<Deployment> {
  const userRules = await readRulesFile(context.settings.rulesFile);
  for (;;) {
    const deployment = await readOnce(context, userRules);
    const isAwaited = deployment.absent.length > 0 && readsData(whatToRead(context));
    if (!isAwaited || !isRunning(deployment, context) || Date.now() >= context.deadline) return deployment;
    announceWait(context, deployment.absent.map((topic) => `topic \`${topic}\``).join(', '));
    await pause(POLL_MS);
  }
}

async function readOnce({ settings, admin }: Context, userRules: UserRules): Promise<Deployment> {
  const connectors = await listConnectors(settings.connectUrl);
  const files = await readConnectorFiles(settings);
  const listed = await askKafka('its topics', () => admin.listTopics());
  const present = listed.filter((topic) => !topic.startsWith('__'));
  const sources = { files, present, flavour: settings.connectors, s3Endpoint: s3EndpointOf(settings) };
  const named = describePipeline(connectors, sources);
  refuseUnknownTopics(userRules, [...named.topics, ...present]);
  const pipeline = describePipeline(connectors, { ...sources, userRules });
  const topics = pipeline.topics.filter((topic) => present.includes(topic));
  const absent = pipeline.topics.filter((topic) => !present.includes(topic));
  return { connectors, files, pipeline, userRules, topics, absent };
}

/** In the order in which the AWS SDK looks. */
function s3EndpointOf({ aws, cloudEndpoints, s3Endpoint }: Settings): string | undefined {
  return aws === 'cloud' ? (cloudEndpoints['AWS_ENDPOINT_URL_S3'] ?? cloudEndpoints['AWS_ENDPOINT_URL']) : s3Endpoint;
}

/**
 * Whether every connector and task runs: with one that does not, what is pending may stay so. Sources do not count while
 * nothing new is to come.
 */
export function isRunning(
  { connectors, files }: Pick<Deployment, 'connectors' | 'files'>,
  { settling }: Pick<Context, 'settling'>,
): boolean {
  const log = createFaultLog();
  checkConnectors(
    connectors.filter(({ type }) => !settling || type !== 'source'),
    files.filter((file) => !settling || isSink(file)),
    log.add,
  );
  return log.list().length === 0;
}
