import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { withLock } from '../../scripts/lib/lock.ts';

const dir = mkdtempSync(join(tmpdir(), 'lock-'));
after(() => rmSync(dir, { recursive: true }));

test('a second command is refused while the first works, and named after it', async () => {
  const path = join(dir, 'run/command.lock');
  await withLock(path, async () => {
    await assert.rejects(
      withLock(path, () => Promise.resolve()),
      new RegExp(`Another command \\(pid ${process.pid}\\) is working`),
    );
  });
  assert.deepEqual(readdirSync(path), []);
});

test('a folder that cannot be made is named, and not taken for one that somebody holds', async () => {
  writeFileSync(join(dir, 'file'), '');
  await assert.rejects(
    withLock(join(dir, 'file/command.lock'), () => Promise.resolve()),
    { exitCode: 2, message: /file\/command\.lock cannot be made: ENOTDIR/ },
  );
});

test('the claim of a killed command is taken away', async () => {
  const path = join(dir, 'stale.lock');
  mkdirSync(path);
  writeFileSync(join(path, 'lock-1-12345'), '');
  assert.equal(await withLock(path, () => Promise.resolve('mine')), 'mine');
  assert.deepEqual(readdirSync(path), []);
});
