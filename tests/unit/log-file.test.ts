import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { markStart, readEvidence } from '../../scripts/lib/log-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'log-'));
after(() => rmSync(dir, { recursive: true }));

test('shows the first error and the last lines of the newest start, and nothing of an earlier one', async () => {
  const path = join(dir, 'connect.log');
  await markStart(path);
  appendFileSync(path, '[then] ERROR an old failure\n');
  await markStart(path);
  appendFileSync(path, '[now] INFO begins\n[now] ERROR Address already in use\n');
  for (let line = 1; line <= 20; line += 1) appendFileSync(path, `\tat Some.frame(${line})\n`);
  const evidence = await readEvidence(path, 3);
  assert.deepEqual(evidence.split('\n').slice(1), [
    '  [now] ERROR Address already in use',
    '  …',
    '  \tat Some.frame(18)',
    '  \tat Some.frame(19)',
    '  \tat Some.frame(20)',
  ]);
});
