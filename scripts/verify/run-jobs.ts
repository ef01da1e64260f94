import type { ScanJob, ScanResult } from './scan-job.ts';
import type { Scanner } from './scan.ts';

/** Each holds a few megabytes of records and objects. */
const AT_ONCE = 8;

/** A job and what came of it. */
export interface Scanned {
  readonly job: ScanJob;
  readonly result: ScanResult;
}

/** Runs jobs, a few at once; the results are in the order of the jobs. */
export async function runJobs(scanner: Pick<Scanner, 'scan'>, jobs: readonly ScanJob[]): Promise<Scanned[]> {
  const results: Scanned[] = [];
  const queue = [...jobs.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, job] = next;
      results[index] = { job, result: await scanner.scan(job) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, jobs.length) }, work));
  return results;
}
