import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCKS } from '../../docs/update/blocks.ts';
import { readStalePages } from '../../docs/update/pages.ts';

test('the tables of configuration keys are those that the plugins validate with (write them anew with `npm run docs`)', async () => {
  const stale = await readStalePages(BLOCKS.filter(({ needsBuild }) => needsBuild));
  assert.deepEqual(
    stale.map(({ path }) => path),
    [],
  );
});
