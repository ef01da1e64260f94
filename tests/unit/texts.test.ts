import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTexts } from '../../scripts/records/texts.ts';

describe('createTexts', () => {
  it('gives every text as it is, also when many others had its place before', () => {
    const textOf = createTexts();
    const texts = ['', '3', '105', 'Zoë', '0-7475-3269-9', 'x'.repeat(32), 'x'.repeat(33), '\u0000', '😀'];
    for (let n = 0; n < 20_000; n += 1) texts.push(`customer ${n}`, String(n));
    for (const text of [...texts, ...texts]) {
      const bytes = Buffer.from(`"${text}"`);
      assert.equal(textOf(bytes, 1, bytes.length - 1), text);
    }
  });
});
