import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { startDaemon, stopDaemon } from '../../scripts/lib/daemon.ts';
import { createRunFolder, runPaths } from '../../scripts/runtime/run-folder.ts';
import { readStatus } from '../../scripts/status.ts';
import { idleDaemon } from './idle-daemon.ts';

const runDir = mkdtempSync(join(tmpdir(), 'status-'));
after(() => rmSync(runDir, { recursive: true }));

test('shows services that were started with other ports where they are, and asks nobody else', async () => {
  const settings = loadSettings({ env: {}, cwd: runDir, options: { RUN_DIR: runDir, PORT_OFFSET: '1000' } });
  const { pidFile, logFile } = runPaths(settings);
  await createRunFolder(settings);
  const place = { cwd: runDir, pidFile: pidFile('kafka-1'), logFile: logFile('kafka-1') };
  await startDaemon(idleDaemon({ name: 'kafka-1', address: '127.0.0.1:29092', ...place }));
  const { services, topics, notes } = await readStatus(settings);
  await stopDaemon(pidFile('kafka-1'), { graceMs: 5000 });
  const shown = services.filter(({ service }) => service === 'kafka').map(({ name, address }) => `${name} ${address}`);
  assert.deepEqual(shown, ['kafka-1 127.0.0.1:29092', 'kafka-2 127.0.0.1:30093', 'kafka-3 127.0.0.1:30094']);
  assert.equal(topics, undefined);
  assert.deepEqual(notes, [
    'The settings name other ports than kafka-1 run at: set PORT_OFFSET as it was when they started',
  ]);
});
