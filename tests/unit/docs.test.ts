import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BLOCKS } from '../../docs/update/blocks.ts';
import { blocksIn, fillPage } from '../../docs/update/page.ts';
import { readStalePages } from '../../docs/update/pages.ts';

const PAGE = 'before\n<!-- generated: a -->\nold\n<!-- end -->\nbetween\n<!-- generated: b -->\n<!-- end -->\nafter\n';

describe('generated blocks of the documentation', () => {
  it('are up to date where no JVM is needed to know it (write them anew with `npm run docs`)', async () => {
    const stale = await readStalePages(BLOCKS.filter(({ needsBuild }) => !needsBuild));
    assert.deepEqual(
      stale.map(({ path }) => path),
      [],
    );
  });

  it('are filled by name, and what stands around them stays', () => {
    const filled = fillPage(PAGE, new Map([['b', '$1 new']]));
    assert.equal(filled, PAGE.replace('b -->\n', 'b -->\n\n$1 new\n\n'));
    assert.equal(fillPage(filled, new Map([['b', '$1 new']])), filled, 'a second time changes nothing');
    assert.deepEqual(blocksIn(PAGE), ['a', 'b']);
  });

  it('must have an end, or the rest of the page would go', () => {
    assert.throws(() => fillPage('<!-- generated: a -->\nold\n', new Map()), /A generated block has no end/);
  });
});
