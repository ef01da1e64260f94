import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Settings } from '../../configs/settings.ts';
import type { ScanJob, ScanResult } from './scan-job.ts';
import { openScanner, type Scanner, type ScannerOptions } from './scan.ts';
import { type OffsetSource, readOffsets } from './snapshot.ts';
import { errorOf, type ScanReply, type ScanRequest } from './worker-messages.ts';

/** A thread takes half a second to start, in which the first reads as many records as this. */
const WORTH_THREADS = 200_000;
/** Large enough to cost nothing beside its reading, small enough that threads which share a partition end together. */
const PIECE_RECORDS = 100_000;
/** While one waits for Kafka or S3, another has something to do. */
const AT_ONCE_EACH = 2;
/** What lives long in a thread is little; without a limit V8 lets the young grow with the cores. */
const MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 512 };
/**
 * V8 counts the buffers of what is read as part of the old generation, takes a few MB of it for much at first, and marks
 * the whole heap every 100 ms. Measured: with these MB from the start 4.7 s become 3.5.
 */
const OLD_GENERATION_MB = 64;
const SCRIPT = new URL('worker.cjs', import.meta.url);

interface Pending {
  readonly resolve: (result: ScanResult) => void;
  readonly reject: (error: Error) => void;
}

/** One thread, with the jobs it has not answered yet. */
interface Thread {
  readonly pending: Map<number, Pending>;
  scan(job: ScanJob): Promise<ScanResult>;
  close(): Promise<void>;
}

/** What there is to read. */
export interface Work {
  /** How many partitions can be read side by side. */
  readonly partitions: number;
  readonly records: number;
}

/** Counts the work on topics that are read one level after the other. */
export async function countWork(source: OffsetSource, levels: readonly (readonly string[])[]): Promise<Work> {
  const offsets = await readOffsets(source, levels);
  const partitionsOf = (topics: readonly string[]) => topics.flatMap((topic) => offsets.get(topic) ?? []);
  return {
    partitions: Math.max(0, ...levels.map((topics) => partitionsOf(topics).length)),
    records: partitionsOf(levels.flat()).reduce((sum, { low, high }) => sum + high - low, 0),
  };
}

/** A scanner in this thread, or in as many as there are cores and partitions when it is much that is to be read. */
export async function openScannerFor(
  settings: Settings,
  { partitions, records }: Work,
  options: ScannerOptions,
): Promise<Scanner> {
  const threads = Math.min(availableParallelism(), partitions);
  if (records < WORTH_THREADS || threads < 2) return openScanner(settings, options);
  return openPool(settings, { ...options, threads });
}

/** Each thread has connections of its own. */
function openPool(settings: Settings, { threads, ...options }: ScannerOptions & { threads: number }): Scanner {
  const pool = Array.from({ length: threads }, () => startThread(settings, options));
  return {
    atOnce: threads * AT_ONCE_EACH,
    pieceRecords: PIECE_RECORDS,
    scan: (job) => {
      const [idlest] = pool.toSorted((a, b) => a.pending.size - b.pending.size);
      if (!idlest) throw new RangeError('a pool needs a thread');
      return idlest.scan(job);
    },
    close: async () => {
      await Promise.all(pool.map((thread) => thread.close()));
    },
  };
}

function startThread(settings: Settings, { topics, registryRegion, onRecords }: ScannerOptions): Thread {
  setFlagsFromString(`--initial-old-space-size=${OLD_GENERATION_MB}`);
  const worker = new Worker(SCRIPT, { workerData: { settings, topics, registryRegion }, resourceLimits: MEMORY });
  const pending = new Map<number, Pending>();
  let ids = 0;
  let death: Error | undefined;
  const failAll = (error: Error) => {
    death ??= error;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('a worker thread ended before its work did')));
  worker.on('message', (reply: ScanReply) => {
    if (reply.kind === 'progress') {
      onRecords(reply.records);
      return;
    }
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if (reply.kind === 'result') waiting?.resolve(reply.result);
    else waiting?.reject(errorOf(reply));
  });
  return {
    pending,
    scan: async (job) => {
      if (death) throw death;
      const id = (ids += 1);
      const answer = new Promise<ScanResult>((resolve, reject) => {
        pending.set(id, { resolve, reject });
      });
      const request: ScanRequest = { id, job };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is of browser windows
      worker.postMessage(request);
      return answer;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
