import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  buildLock,
  makeTrainingFolder,
  removeAbandonedTrainings,
  removeTrainings,
} from '../../scripts/build/training.ts';
import { readDaemon, startDaemon } from '../../scripts/lib/daemon.ts';
import { withLock } from '../../scripts/lib/lock.ts';
import { startTimeOf } from '../../scripts/lib/process-table.ts';
import { idleDaemon } from './idle-daemon.ts';

const buildDir = mkdtempSync(join(tmpdir(), 'training-test-'));
after(() => rmSync(buildDir, { recursive: true }));

/** A training run as a build that was killed leaves it: its folder, its pid files, its processes. */
async function leaveTraining(): Promise<string> {
  const folder = await makeTrainingFolder(buildDir);
  mkdirSync(join(folder, 'logs'));
  const pidFile = join(folder, 'pids/kafka-1.pid');
  await startDaemon(idleDaemon({ name: 'kafka-1', cwd: folder, pidFile, logFile: join(folder, 'logs/kafka-1.log') }));
  return pidFile;
}

test('the processes and folders of a killed build go with the next one', async () => {
  const pidFile = await leaveTraining();
  const daemon = await readDaemon(pidFile);
  assert.ok(daemon);
  mkdirSync(join(buildDir, '0123456789ab'));
  assert.equal(await removeTrainings(buildDir), true);
  assert.equal(await startTimeOf(daemon.pid), undefined);
  assert.deepEqual(readdirSync(buildDir), ['0123456789ab']);
});

test('`down` takes them too, but not those of a build that is at work', async () => {
  const pidFile = await leaveTraining();
  await withLock(buildLock(buildDir), () => removeAbandonedTrainings(buildDir));
  assert.ok(await readDaemon(pidFile));
  await removeAbandonedTrainings(buildDir);
  assert.equal(existsSync(pidFile), false);
});

test('a build folder that is not there is none to sweep', async () => {
  assert.equal(await removeAbandonedTrainings(join(buildDir, 'nothing')), false);
});
