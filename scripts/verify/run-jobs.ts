import { cutJob, joinPieces, type Run } from './pieces.ts';
import type { ScanJob, ScanResult } from './scan-job.ts';
import type { Scanner } from './scan.ts';

/** A job and what came of it. */
export interface Scanned {
  readonly job: ScanJob;
  readonly result: ScanResult;
}

type Runner = Pick<Scanner, 'scan' | 'atOnce' | 'pieceRecords'>;

/**
 * Runs jobs, a few at once, large ones piece by piece; the results are in the order of the jobs. When one fails it throws
 * once none runs any more.
 */
export async function runJobs(scanner: Runner, jobs: readonly ScanJob[]): Promise<Scanned[]> {
  const cut = jobs.map((job) => ({ job, pieces: cutJob(job, scanner.pieceRecords) }));
  const runs = await runAll(
    scanner,
    cut.flatMap(({ pieces }) => pieces),
  );
  const joined = cut.map(({ job, pieces }) => ({ job, result: joinPieces(pieces, runs.splice(0, pieces.length)) }));
  const odd = joined.filter(({ result }) => !result).map(({ job }) => job);
  const whole = await runAll(scanner, odd);
  return joined.flatMap(({ job, result = whole.shift()?.result }) => (result ? [{ job, result }] : []));
}

async function runAll(scanner: Runner, jobs: readonly ScanJob[]): Promise<Run[]> {
  const runs: Run[] = [];
  const queue = [...jobs.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, job] = next;
      const from = performance.now();
      const result = await scanner.scan(job);
      runs[index] = { result, from, to: performance.now() };
    }
  };
  const workers = Array.from({ length: Math.min(scanner.atOnce, jobs.length) }, async () => {
    try {
      await work();
    } catch (error) {
      queue.length = 0;
      throw error;
    }
  });
  const ends = await Promise.allSettled(workers);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return runs;
}
