import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import type { Bucket } from '../../scripts/s3.ts';
import { openLines } from '../../scripts/verify/object-lines.ts';

const KEY = 'topics/order/partition=0/order+0+0000000000.json';
const CONTENT = Buffer.from('{"id":1}\n{"id":2}\n');

/** An object whose connection breaks behind these bytes. */
function brokenBucket(bytes: Buffer): Bucket {
  const body = Readable.from(
    (async function* body() {
      yield bytes;
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })(),
  );
  return { name: 'bucket', list: async function* list() {}, read: async () => body, close: () => undefined };
}

describe('an object whose connection breaks', () => {
  for (const gzip of [false, true]) {
    it(`is neither whole nor damaged: S3 is named, exit code 3 (${gzip ? 'gzip' : 'plain'})`, async () => {
      const content = gzip ? gzipSync(CONTENT) : CONTENT;
      const lines = openLines(brokenBucket(content.subarray(0, -4)), KEY, { gzip });
      await assert.rejects(lines.cursor.fill(3), (error) => {
        assert.ok(error instanceof WorkflowError);
        assert.match(error.message, /^S3 broke off the reading of `topics\/order\/.*aborted/);
        assert.equal(error.exitCode, 3);
        return true;
      });
      assert.equal(lines.ending(), undefined);
      await lines.close();
    });
  }

  it('gives up an object whose line does not end, before it fills the memory', async () => {
    const chunk = Buffer.alloc(4 * 1024 * 1024, 'x');
    let chunks = 0;
    const body = async function* body() {
      for (; chunks < 1000; chunks += 1) yield chunk;
    };
    const lines = openLines({ ...brokenBucket(chunk), read: async () => body() }, KEY, { gzip: false });
    assert.equal(await lines.block(), undefined);
    assert.equal(lines.ending(), 'unreadable');
    assert.ok(chunks < 40, `${chunks} chunks of 4 MiB`);
  });
});
