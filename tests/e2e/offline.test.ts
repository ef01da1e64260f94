import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOffline, whyNoNamespace } from './loopback-only.ts';

const title = 'AWS=local needs no network but loopback, and asks for none, whatever the shell holds';

test(title, { skip: whyNoNamespace() }, async () => {
  const { code, output, asked, askedOnPurpose } = await runOffline();
  assert.equal(code, 0, output);
  assert.match(output, /proved/i);
  assert.equal(asked, 0, 'something asked for an address beyond loopback, or for a name');
  assert.equal(askedOnPurpose, 1, 'asking would not have been seen');
});
