import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readDaemon } from '../../scripts/lib/daemon.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { runPaths } from '../../scripts/runtime/run-folder.ts';
import { fastConnectors, openWorkshop, processesNaming } from './workshop.ts';
import type { Workshop } from './workshop.ts';

test('whatever is killed, the next `up` gets it right again and nothing is lost or doubled', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'recovery-'));
  t.after(() => rm(dir, { recursive: true }));
  await using workshop = await openWorkshop({ CONNECTOR_FILES: await fastConnectors(dir) });

  await workshop.ok('build');

  await t.test('`just up` itself, killed while the brokers start', async () => {
    const up = workshop.start('up');
    await waitFor('the brokers to be started', () => findPid(workshop, 'kafka-3'), {
      timeoutMs: 120_000,
      intervalMs: 20,
    });
    process.kill(up.pid, 'SIGKILL');
    assert.equal((await up.finished).code, null);
    await workshop.ok('up');
    await workshop.ok('verify');
  });

  for (const victim of ['kafka-2', 'connect', 'glue', 's3']) {
    await t.test(`${victim}, killed under load`, async () => {
      process.kill(await pidOf(workshop, victim), 'SIGKILL');
      assert.match(await workshop.ok('up'), new RegExp(`Started ${victim}`));
      await workshop.ok('verify');
    });
  }

  await t.test('`down` works when half of it is dead, and leaves no process', async () => {
    for (const victim of ['connect', 's3', 'kafka-1']) process.kill(await pidOf(workshop, victim), 'SIGKILL');
    await workshop.ok('down');
    assert.deepEqual(await processesNaming(workshop.settings.runDir), []);
    assert.match(await workshop.ok('down'), /Nothing was running/);
  });

  await t.test('`down --volumes` says what goes, deletes the data and nothing else', async () => {
    const { data, logs } = runPaths(workshop.settings);
    assert.match(await workshop.ok('down', '--volumes', '--dry-run'), new RegExp(`Would delete ${data}`));
    assert.ok(existsSync(data));
    assert.match(await workshop.ok('down', '--volumes'), new RegExp(`Deletes ${data}`));
    assert.deepEqual([existsSync(data), existsSync(logs)], [false, true]);
  });

  await t.test('Ctrl-C ends `up` by that signal; what it started is adopted by the next one', async () => {
    const up = workshop.start('up');
    await waitFor('the registry to be started', () => findPid(workshop, 'glue'), {
      timeoutMs: 60_000,
      intervalMs: 20,
    });
    process.kill(up.pid, 'SIGINT');
    assert.equal((await up.finished).code, null);
    await workshop.ok('up');
    await workshop.ok('verify');
  });
});

async function findPid({ settings }: Workshop, name: string): Promise<number | undefined> {
  return (await readDaemon(runPaths(settings).pidFile(name)))?.pid;
}

async function pidOf(workshop: Workshop, name: string): Promise<number> {
  const pid = await findPid(workshop, name);
  assert.ok(pid, `${name} does not run`);
  return pid;
}
