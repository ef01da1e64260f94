import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeFirst } from '../../scripts/lib/take.ts';

async function* endless(): AsyncGenerator<number, void> {
  yield 1;
  yield 2;
  throw new Error('asked for one more');
}

async function collect(items: AsyncIterable<number>): Promise<number[]> {
  const collected: number[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

test('ends with the last that was wanted, without asking for another', async () => {
  assert.deepEqual(await collect(takeFirst(endless(), 2)), [1, 2]);
  assert.deepEqual(await collect(takeFirst(endless(), 0)), []);
});

test('asks for all there are when there is no limit', async () => {
  await assert.rejects(collect(takeFirst(endless(), Infinity)), /one more/);
});
