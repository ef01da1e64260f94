import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { openBucket } from '../../scripts/s3.ts';

const PAGE = (key: string, next: string) =>
  `<ListBucketResult><Contents><Key>${key}</Key><Size>7</Size><LastModified>2026-11-24T00:00:00.000Z</LastModified></Contents>${next}</ListBucketResult>`;

/** An S3 of two pages and one object. */
async function startS3() {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://s3');
    if (url.searchParams.has('list-type')) {
      const first = !url.searchParams.has('continuation-token');
      const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>two</NextContinuationToken>';
      response.end(first ? PAGE('a+0+0.json', more) : PAGE('a+0+9.json', '<IsTruncated>false</IsTruncated>'));
    } else if (url.pathname === '/bucket/there') {
      response.end('content');
    } else if (url.pathname === '/bucket/missing') {
      response.writeHead(404).end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
    } else {
      response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>no right to read</Message></Error>');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('openBucket', () => {
  it('lists page by page, tells a missing object from a refusal, and names what was refused', async (t) => {
    const { server, port } = await startS3();
    const settings = loadSettings({ env: { S3_PORT: String(port) }, cwd: '/' });
    const bucket = await openBucket(settings, { name: 'bucket', region: 'eu-west-1' });
    t.after(() => {
      bucket.close();
      server.closeAllConnections();
      server.close();
    });
    const entries = await collect(bucket.list('a'));
    assert.deepEqual(
      entries.map(({ key, bytes }) => `${key} ${bytes}`),
      ['a+0+0.json 7', 'a+0+9.json 7'],
    );
    const chunks = await collect((await bucket.read('there')) ?? Readable.from([]));
    assert.equal(Buffer.concat(chunks).toString(), 'content');
    assert.equal(await bucket.read('missing'), undefined);
    await assert.rejects(bucket.read('secret'), /S3 refused the reading of `secret` in bucket `bucket`: AccessDenied/);
  });

  it('says when nobody answers', async (t) => {
    const { server, port } = await startS3();
    const settings = loadSettings({ env: { S3_PORT: String(port) }, cwd: '/' });
    const bucket = await openBucket(settings, { name: 'bucket', region: 'eu-west-1' });
    t.after(() => bucket.close());
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    const message = new RegExp(`^S3 does not answer: connect ECONNREFUSED 127.0.0.1:${port}$`);
    await assert.rejects(collect(bucket.list('')), { message });
    await assert.rejects(bucket.read('there'), { message });
  });
});
