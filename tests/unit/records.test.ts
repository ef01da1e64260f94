import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeFetchResponse } from '../../scripts/records/fetch-response.ts';
import { decodeRecordSet } from '../../scripts/records/batch.ts';

/** Log segments as Kafka 4.3.1 wrote them for its own Java producer. */
const SETS: Record<string, string> = JSON.parse(
  readFileSync(new URL('../data/record-sets.json', import.meta.url), 'utf8'),
);
const set = (name: string) => Buffer.from(SETS[name] ?? '', 'base64');
const FROM_START = { fetchOffset: 0, aborted: [] };

describe('decodeRecordSet', () => {
  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
    it(`reads the batches of the Java producer with compression ${codec}`, () => {
      const { records: found, nextOffset } = decodeRecordSet(set(`codec-${codec}`), FROM_START);
      const records = [...found];
      assert.equal(records.length, 40);
      assert.equal(nextOffset, 40);
      for (const [index, { offset, timestamp, key, value, aborted }] of records.entries()) {
        assert.deepEqual(
          { offset, timestamp, key: key?.toString(), value: value?.toString(), aborted },
          {
            offset: index,
            timestamp: 1000 + index,
            key: `key${index}`,
            value: `payload ${index} ${'abc'.repeat(index)}`,
            aborted: false,
          },
        );
      }
    });
  }

  it('leaves out the records before the offset that was asked for, which brokers send along', () => {
    const { records } = decodeRecordSet(set('codec-none'), { fetchOffset: 38, aborted: [] });
    assert.deepEqual(
      [...records].map(({ offset }) => offset),
      [38, 39],
    );
  });

  it('leaves out a batch that is cut off at the end, and says to fetch it next', () => {
    const whole = set('transactions');
    const { records, nextOffset } = decodeRecordSet(whole.subarray(0, -1), FROM_START);
    assert.equal([...records].at(-1)?.offset, 14);
    assert.equal(nextOffset, 15);
    assert.equal(decodeRecordSet(whole.subarray(0, 80), FROM_START).nextOffset, undefined);
  });

  it('marks the records of aborted transactions, and goes on behind the control records', () => {
    const bytes = set('transactions');
    const producerId = bytes.readBigInt64BE(43);
    const aborted = [
      { producerId, firstOffset: 12 },
      { producerId, firstOffset: 4 },
    ];
    const { records, nextOffset } = decodeRecordSet(bytes, { fetchOffset: 0, aborted });
    assert.deepEqual(
      [...records].map((record) => `${record.offset} ${record.value?.toString()}`),
      [0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14].map(
        (offset, n) => `${offset} ${n % 6 < 3 ? 'committed' : 'aborted'} ${n}`,
      ),
    );
    for (const record of records) {
      assert.equal(record.aborted, record.value?.toString().startsWith('aborted'), `offset ${record.offset}`);
    }
    assert.equal(nextOffset, 16);
  });

  it('says which batch is damaged instead of giving wrong records', () => {
    const bytes = set('codec-gzip');
    bytes[75] = (bytes[75] ?? 0) ^ 0xff;
    assert.throws(
      () => [...decodeRecordSet(bytes, FROM_START).records],
      /Record batch of \d+ compressed bytes \(codec 1\) is damaged/,
    );
  });
});

describe('decodeFetchResponse', () => {
  it('reads ends, aborted transactions and the record set of a version 11 answer', () => {
    const recordSet = set('codec-none');
    const head = Buffer.alloc(75);
    const topic = Buffer.from('order');
    head.writeInt32BE(1, 10);
    head.writeInt16BE(topic.length, 14);
    topic.copy(head, 16);
    head.writeInt32BE(1, 21);
    head.writeInt32BE(2, 25);
    head.writeInt16BE(0, 29);
    head.writeBigInt64BE(50n, 31);
    head.writeBigInt64BE(40n, 39);
    head.writeBigInt64BE(0n, 47);
    head.writeInt32BE(0, 55);
    head.writeInt32BE(-1, 59);
    head.writeInt32BE(recordSet.length, 63);
    const answer = decodeFetchResponse(Buffer.concat([head.subarray(0, 67), recordSet]));
    assert.deepEqual(
      { ...answer, recordSet: answer.recordSet.length },
      { errorCode: 0, highWatermark: 50, lastStableOffset: 40, aborted: [], recordSet: recordSet.length },
    );
  });

  it('gives the error of the whole answer when there is no partition in it', () => {
    const answer = Buffer.alloc(14);
    answer.writeInt16BE(71, 4);
    assert.equal(decodeFetchResponse(answer).errorCode, 71);
  });
});
