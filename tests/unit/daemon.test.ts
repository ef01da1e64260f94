import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readDaemon, startDaemon, stopDaemon } from '../../scripts/lib/daemon.ts';
import type { Daemon } from '../../scripts/lib/daemon.ts';
import { waitFor } from '../../scripts/lib/wait.ts';

const cwd = mkdtempSync(join(tmpdir(), 'daemon-'));
after(() => rmSync(cwd, { recursive: true }));

const IDLE = "console.log('serving'); setInterval(() => {}, 1000)";
const DEAF = `process.on('SIGTERM', () => console.log('not yet')); ${IDLE}`;

function daemon(name: string, script: string): Daemon {
  return {
    name,
    address: '127.0.0.1:1',
    command: [process.execPath, '-e', script],
    env: { GREETING: 'hello' },
    cwd,
    pidFile: join(cwd, `${name}.pid`),
    logFile: join(cwd, `${name}.log`),
    prepare: () => Promise.resolve(),
  };
}

function serving({ logFile }: Daemon): Promise<true> {
  const probe = () => Promise.resolve(readFileSync(logFile, 'utf8').includes('serving') ? (true as const) : undefined);
  return waitFor('the daemon to serve', probe, { timeoutMs: 10_000, intervalMs: 10 });
}

test('starts a process once, however often it is told to', async () => {
  const idle = daemon('idle', IDLE);
  assert.equal(await startDaemon(idle), true);
  const first = await readDaemon(idle.pidFile);
  assert.equal(await startDaemon(idle), false);
  assert.deepEqual(await readDaemon(idle.pidFile), first);
  assert.equal(await stopDaemon(idle.pidFile, { graceMs: 5000 }), true);
  assert.equal(await readDaemon(idle.pidFile), undefined);
  assert.equal(await stopDaemon(idle.pidFile, { graceMs: 5000 }), false);
});

test('refuses to pass off a process with other settings as the one that was asked for', async () => {
  const idle = daemon('changed', IDLE);
  await startDaemon(idle);
  await assert.rejects(
    startDaemon({ ...idle, command: [process.execPath, '-e', `${IDLE};`] }),
    /runs with other settings/,
  );
  await stopDaemon(idle.pidFile, { graceMs: 5000 });
});

test('gives the process only the environment it was given', async () => {
  const printer = daemon('printer', `console.log(JSON.stringify(process.env)); ${IDLE}`);
  await startDaemon(printer);
  await serving(printer);
  const printed = JSON.parse(
    readFileSync(printer.logFile, 'utf8')
      .split('\n')
      .find((line) => line.startsWith('{')) ?? '{}',
  );
  delete printed.PWD;
  delete printed.SHLVL;
  delete printed._;
  delete printed.OLDPWD;
  assert.deepEqual(printed, { GREETING: 'hello' });
  await stopDaemon(printer.pidFile, { graceMs: 5000 });
});

test('kills a process that does not leave in time', async () => {
  const deaf = daemon('deaf', DEAF);
  await startDaemon(deaf);
  await serving(deaf);
  assert.equal(await stopDaemon(deaf.pidFile, { graceMs: 50 }), true);
  assert.equal(await readDaemon(deaf.pidFile), undefined);
});

test('does not trust a pid file whose pid belongs to a later process, and does not kill that one', async () => {
  const stranger = spawn(process.execPath, ['-e', IDLE]);
  const pidFile = join(cwd, 'stale.pid');
  const stat = readFileSync(`/proc/${stranger.pid}/stat`, 'utf8').trim().split(' ');
  stat[21] = '1';
  writeFileSync(pidFile, `${stranger.pid}\n${stat.join(' ')}\nnode\n`);
  assert.equal(await readDaemon(pidFile), undefined);
  assert.equal(await stopDaemon(pidFile, { graceMs: 50 }), false);
  assert.equal(stranger.exitCode, null);
  stranger.kill();
  await once(stranger, 'close');
});

test('says at once, with what the system said, when a pid file cannot be written', async () => {
  const idle = daemon('unwritable', IDLE);
  mkdirSync(`${idle.pidFile}.tmp`);
  await assert.rejects(
    startDaemon(idle),
    /^WorkflowError: unwritable could not be started\n[^]*unwritable\.pid\.tmp: /,
  );
});

test('takes a half-written pid file for none', async () => {
  const pidFile = join(cwd, 'half.pid');
  writeFileSync(pidFile, '12');
  assert.equal(await readDaemon(pidFile), undefined);
});
