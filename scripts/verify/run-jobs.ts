import type { ScanJob, ScanResult } from './scan-job.ts';
import type { Scanner } from './scan.ts';

/** A job and what came of it. */
export interface Scanned {
  readonly job: ScanJob;
  readonly result: ScanResult;
}

/** Runs jobs, a few at once; the results are in the order of the jobs. When one fails it throws once none runs any more. */
export async function runJobs(scanner: Pick<Scanner, 'scan' | 'atOnce'>, jobs: readonly ScanJob[]): Promise<Scanned[]> {
  const results: Scanned[] = [];
  const queue = [...jobs.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, job] = next;
      results[index] = { job, result: await scanner.scan(job) };
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
  return results;
}
