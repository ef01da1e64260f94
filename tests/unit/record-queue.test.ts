import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeRecordSet } from '../../scripts/records/batch.ts';
import type { Position } from '../../scripts/records.ts';
import { createRecordQueue } from '../../scripts/verify/record-queue.ts';

const SETS: Record<string, string> = JSON.parse(
  readFileSync(new URL('../data/record-sets.json', import.meta.url), 'utf8'),
);
/** 40 records, of which a fetch gives ten. */
const LOG = Buffer.from(SETS['codec-none'] ?? '', 'base64');
const FETCH_RECORDS = 10;

function queueOf(bytes: number) {
  const fetched: number[] = [];
  const fetch = async ({ offset }: { offset: number }) => {
    fetched.push(offset);
    const { records } = decodeRecordSet(LOG, { fetchOffset: offset, aborted: [] });
    return { records, nextOffset: Math.min(40, offset + FETCH_RECORDS), bytes, end: 40 };
  };
  let counted = 0;
  const onRecords = (count: number) => (counted += count);
  const place = { topic: 'order', partition: 0, from: 0, logEnd: 40 };
  return { fetched, counted: () => counted, queue: createRecordQueue({ reader: { fetch }, ...place, onRecords }) };
}

describe('createRecordQueue', () => {
  it('has the next fetch on its way while the last one is gone over', async () => {
    const { queue, fetched } = queueOf(1024 * 1024);
    await queue.load();
    assert.deepEqual(fetched, [0, 10]);
  });

  it('fetches nothing ahead of a batch of many megabytes, which would be in memory twice', async () => {
    const { queue, fetched } = queueOf(10 * 1024 * 1024);
    await queue.load();
    assert.deepEqual(fetched, [0]);
    queue.seek(10);
    await queue.load();
    assert.deepEqual(fetched, [0, 10]);
  });

  it('reads into an open transaction, but not before it has what is committed', async () => {
    const asked: string[] = [];
    const fetch = async ({ offset, isolation }: Position) => {
      asked.push(`${isolation} ${offset}`);
      const end = isolation === 'read_uncommitted' ? 40 : 30;
      const { records } = decodeRecordSet(LOG, { fetchOffset: offset, aborted: [] });
      return { records, nextOffset: Math.max(offset, end), bytes: Infinity, end };
    };
    const place = { topic: 'order', partition: 0, from: 0, logEnd: 40, onRecords: () => undefined };
    const queue = createRecordQueue({ reader: { fetch }, ...place });
    while (await queue.load()) queue.take(100);
    assert.deepEqual(asked, ['read_committed 0', 'read_committed 30', 'read_uncommitted 30']);
  });

  it('gives records in order, one by one or several at once, and goes back when it is told to', async () => {
    const { queue, counted } = queueOf(0);
    await queue.load();
    assert.deepEqual(
      queue.take(3).map(({ offset }) => offset),
      [0, 1, 2],
    );
    assert.equal(queue.peek()?.offset, 3);
    queue.skip();
    assert.equal(queue.peek()?.offset, 4);
    queue.seek(1);
    assert.equal(queue.peek(), undefined);
    assert.equal(await queue.load(), true);
    assert.equal(queue.peek()?.value?.toString().startsWith('payload 1 '), true);
    assert.equal(counted(), 4);
  });
});
