import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cutJob, joinPieces } from '../../scripts/verify/pieces.ts';
import { runJobs } from '../../scripts/verify/run-jobs.ts';
import { type ScanJob, type ScanResult, unread } from '../../scripts/verify/scan-job.ts';
import { ask, FLUSH_SIZE, healthy } from './verify-fixture.ts';

const PIECE_RECORDS = 2 * FLUSH_SIZE;

async function largest(): Promise<{ job: ScanJob; result: ScanResult }> {
  const { scanned } = await ask(healthy());
  const [first] = scanned.toSorted((a, b) => b.job.high - a.job.high);
  assert.ok(first && first.job.high > 2 * PIECE_RECORDS);
  return first;
}

describe('the pieces of a partition', () => {
  it('begin where objects begin, and hold every record and object once', async () => {
    const { job } = await largest();
    const pieces = cutJob(job, PIECE_RECORDS);
    assert.ok(pieces.length > 2);
    assert.deepEqual(
      pieces.map(({ low }) => low),
      [job.low, ...pieces.slice(0, -1).map(({ high }) => high)],
    );
    assert.deepEqual(
      pieces.flatMap(({ starts }) => starts),
      job.starts,
    );
    for (const { low, starts } of pieces) assert.equal(starts[0], low);
    for (const { low, high } of pieces.slice(0, -1)) assert.ok(high - low >= PIECE_RECORDS);
    assert.deepEqual(pieces.at(-1), { ...job, low: pieces.at(-1)?.low, starts: pieces.at(-1)?.starts });
  });

  it('are not made of what is compacted, or was never committed', async () => {
    const { job } = await largest();
    for (const change of [{ compacted: true }, { committed: null }, { committed: FLUSH_SIZE }]) {
      assert.equal(cutJob({ ...job, ...change }, PIECE_RECORDS).length, 1);
    }
  });

  it('come to what the whole comes to', async () => {
    const { job, result } = await largest();
    const pieces = cutJob(job, PIECE_RECORDS);
    const scans: ScanJob[] = [];
    const scan = async (piece: ScanJob) => {
      scans.push(piece);
      return { ...unread(piece).result, end: piece.high, durationMs: 5 };
    };
    const [joined] = await runJobs({ scan, atOnce: 1, pieceRecords: PIECE_RECORDS }, [job]);
    assert.deepEqual(scans, pieces);
    assert.equal(joined?.result.end, job.high);
    assert.equal(result.end, job.high);
  });

  it('are given up for the whole when one is odd', async () => {
    const { job } = await largest();
    const [first] = cutJob(job, PIECE_RECORDS);
    const scans: ScanJob[] = [];
    const scan = async (piece: ScanJob) => {
      scans.push(piece);
      // The first piece's last object holds a line more than there are records up to the next piece.
      return { ...unread(piece).result, end: piece.low === first?.low ? first.high + 1 : piece.high };
    };
    await runJobs({ scan, atOnce: 1, pieceRecords: PIECE_RECORDS }, [job]);
    assert.deepEqual(scans, [...cutJob(job, PIECE_RECORDS), job]);
  });

  it('name a schema version where it comes first', async () => {
    const { job } = await largest();
    const pieces = cutJob(job, PIECE_RECORDS);
    const runs = pieces.map((piece) => ({
      result: { ...unread(piece).result, end: piece.high, versions: [{ number: 1, partition: 0, offset: piece.low }] },
      from: piece.low,
      to: piece.high,
    }));
    const joined = joinPieces(pieces, runs);
    assert.deepEqual(joined?.versions, [{ number: 1, partition: 0, offset: job.low }]);
    assert.equal(joined?.durationMs, job.high - job.low);
  });
});
