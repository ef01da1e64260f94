import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { openScannerFor } from '../../scripts/verify/scan-pool.ts';
import { ask, healthy } from './verify-fixture.ts';

describe('a pool of worker threads', () => {
  it('refuses a job when the thread is already gone, instead of waiting for an answer', async () => {
    const [scanned] = (await ask(healthy())).scanned;
    assert.ok(scanned);
    const settings = loadSettings({ env: {}, cwd: import.meta.dirname });
    const options = { topics: [], registryRegion: 'us-east-1', onRecords: () => undefined };
    const pool = await openScannerFor(settings, { partitions: 2, records: 1_000_000 }, options);
    await pool.close();
    await assert.rejects(pool.scan(scanned.job), /a worker thread ended before its work did/);
  });
});
