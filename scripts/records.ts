import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from '../configs/settings.ts';
import { kafkaClient } from './clients.ts';
import { type Cluster, createCluster, type Isolation, ISOLATION_LEVELS } from './kafka-cluster.ts';
import { decodeFetchResponse, type FetchResponse } from './records/fetch-response.ts';
import { messageOf, WorkflowError } from './lib/errors.ts';
import { loadFetchRequest } from './lib/packages.ts';
import { decodeRecordSet, type RecordSet } from './records/batch.ts';

const PARTITION_BYTES = 1024 * 1024;
const MAX_WAIT_MS = 100;
const REQUEST_TIMEOUT_MS = 15_000;
/** A broker that died is replaced as leader within its 9 s session; after that the partition has none. */
const RETRY_FOR_MS = 30_000;
const RETRY_EVERY_MS = 200;
const OFFSET_OUT_OF_RANGE = 1;
const UNKNOWN_TOPIC = 3;
const NO_SUCH_LEADER = new Set([5, 6, 9, 74, 75, 76, 78]);

/** A place in a partition. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Reads into open transactions; their records count as aborted, which they may become. Otherwise it ends before the first. */
  readonly isolation?: Isolation;
}

/** Records from one fetch, aborted ones included and marked. */
export interface Fetched {
  readonly records: RecordSet;
  readonly nextOffset: number;
  /** What the records take as long as they are gone over. */
  readonly bytes: number;
  /** End of what may be seen, at the time of the fetch. */
  readonly end: number;
}

/** Reads partitions without a consumer group, so that nothing of it stays behind in the cluster. */
export interface RecordReader {
  /** One fetch of about 1 MB at most, or one batch when that is larger. Throws `OffsetGoneError` below the log's start. */
  fetch(position: Position): Promise<Fetched>;
  close(): Promise<void>;
}

/** The offset is not in the log: retention removed it, or the topic was made anew. */
export class OffsetGoneError extends WorkflowError {}

/** Opens a reader on `topics`, which must exist. */
export async function openRecordReader(settings: Settings, topics: readonly string[]): Promise<RecordReader> {
  const cluster = createCluster(await kafkaClient(settings));
  try {
    await cluster.connect();
    await cluster.addMultipleTargetTopics(topics);
  } catch (cause) {
    await cluster.disconnect();
    throw notReachable(settings, cause);
  }
  return {
    fetch: async (position) => decode(await fetchWithRetry(cluster, position), position),
    close: () => cluster.disconnect(),
  };
}

/** Kafka does not answer: the one sentence for it. */
export function notReachable(settings: Settings, cause: unknown): WorkflowError {
  return new WorkflowError(`Kafka at ${settings.bootstrap.join(', ')} does not answer`, {
    hint: 'Start it with `npx just up`, or read its logs with `npx just logs kafka`.',
    cause,
  });
}

function decode(response: FetchResponse, { offset, isolation }: Position): Fetched {
  const isUndecided = isolation === 'read_uncommitted';
  const { records, nextOffset } = decodeRecordSet(response.recordSet, {
    fetchOffset: offset,
    aborted: response.aborted,
    isUndecided,
  });
  const { lastStableOffset, highWatermark, recordSet } = response;
  const end = isUndecided ? highWatermark : lastStableOffset;
  return { records, nextOffset: nextOffset ?? offset, bytes: recordSet.length, end };
}

async function fetchWithRetry(cluster: Cluster, position: Position): Promise<FetchResponse> {
  const giveUpAt = Date.now() + RETRY_FOR_MS;
  for (;;) {
    let failure: unknown;
    const response = await fetchOnce(cluster, position).catch((cause: unknown) => {
      failure = cause;
    });
    if (response?.errorCode === 0) return response;
    if (response && !NO_SUCH_LEADER.has(response.errorCode)) throw refused(position, response.errorCode);
    failure ??= new Error(`error ${response?.errorCode}`);
    if (Date.now() >= giveUpAt) throw noLeader(position, failure);
    await pause(RETRY_EVERY_MS);
    // Fails as long as the broker it asks is the one that went; the next round asks another.
    await cluster.refreshMetadata().catch(() => undefined);
  }
}

async function fetchOnce(cluster: Cluster, { topic, partition, offset, isolation }: Position): Promise<FetchResponse> {
  const fetchRequest = loadFetchRequest();
  const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
  if (nodeId === undefined) throw new WorkflowError(`Topic \`${topic}\` has no partition ${partition}`);
  const broker = await cluster.findBroker({ nodeId });
  return broker.connectionPool.send({
    request: fetchRequest({
      replicaId: -1,
      isolationLevel: ISOLATION_LEVELS[isolation ?? 'read_committed'],
      maxWaitTime: MAX_WAIT_MS,
      minBytes: 1,
      maxBytes: PARTITION_BYTES,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: PARTITION_BYTES }] }],
    }),
    response: {
      decode: decodeFetchResponse,
      parse: (it: FetchResponse) => it,
    },
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
}

function refused({ topic, partition, offset }: Position, errorCode: number): WorkflowError {
  const at = `offset ${offset} of \`${topic}\` partition ${partition}`;
  if (errorCode === OFFSET_OUT_OF_RANGE) {
    return new OffsetGoneError(`No ${at} in the log`, {
      hint: 'Retention removed it meanwhile, or the topic was made anew; run the command again, or raise `retention.ms`.',
    });
  }
  if (errorCode === UNKNOWN_TOPIC) return new WorkflowError(`Topic \`${topic}\` is gone`);
  return new WorkflowError(`Kafka answered error ${errorCode} to a fetch of ${at}`);
}

function noLeader({ topic, partition }: Position, cause: unknown): WorkflowError {
  const seconds = RETRY_FOR_MS / 1000;
  const what = `No leader of \`${topic}\` partition ${partition} answered for ${seconds} s: ${messageOf(cause)}`;
  return new WorkflowError(what, {
    hint: 'See which brokers run with `npx just status`.',
    cause,
  });
}
