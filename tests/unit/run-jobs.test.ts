import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runJobs } from '../../scripts/verify/run-jobs.ts';
import { type ScanJob, unread } from '../../scripts/verify/scan-job.ts';
import { ask, healthy } from './verify-fixture.ts';

describe('runJobs', () => {
  it('runs as many jobs at once as the scanner wants, and gives the results in order', async () => {
    const jobs = (await ask(healthy())).scanned.map(({ job }) => job);
    let running = 0;
    let most = 0;
    const scan = async (job: ScanJob) => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 10 - jobs.indexOf(job)));
      running -= 1;
      return unread(job).result;
    };
    const results = await runJobs({ scan, atOnce: 3, pieceRecords: Infinity }, jobs);
    assert.equal(most, 3);
    assert.deepEqual(
      results.map(({ job }) => job),
      jobs,
    );
  });

  it('starts no other job when one fails, and lets those that run come to their ends', async () => {
    const jobs = (await ask(healthy())).scanned.map(({ job }) => job);
    const ended: ScanJob[] = [];
    const scan = async (job: ScanJob) => {
      if (job === jobs[0]) throw new Error('gone');
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended.push(job);
      return unread(job).result;
    };
    await assert.rejects(runJobs({ scan, atOnce: 3, pieceRecords: Infinity }, jobs), /gone/);
    assert.deepEqual(ended, [jobs[1], jobs[2]]);
  });
});
