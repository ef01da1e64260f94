import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadSettings, portsOf } from '../../configs/settings.ts';
import { startDaemon, stopDaemon } from '../../scripts/lib/daemon.ts';
import { freePortOffset } from '../../scripts/lib/ports.ts';
import { runChecks, verifyMachine } from '../../scripts/preflight.ts';
import { checkUserXattrs } from '../../scripts/preflight/folder.ts';
import { createRunFolder, runPaths } from '../../scripts/runtime/run-folder.ts';
import { idleDaemon } from './idle-daemon.ts';

const dir = mkdtempSync(join(tmpdir(), 'preflight-'));
after(() => rmSync(dir, { recursive: true }));

async function settingsWith(options: Readonly<Record<string, string>>) {
  const offset = await freePortOffset(portsOf(loadSettings({ env: {}, cwd: dir })).map(({ port }) => port));
  const env = { PORT_OFFSET: String(offset), RUN_DIR: join(dir, 'run'), BUILD_DIR: join(dir, 'build'), ...options };
  return loadSettings({ env, cwd: dir });
}

async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

test("names every problem at once, each with its remedy: a JDK that is not there, two taken ports, a stranger's folder", async () => {
  const stranger = join(dir, 'stranger');
  const settings = await settingsWith({ JAVA_HOME: '/nowhere/jdk', RUN_DIR: dir });
  writeFileSync(stranger, 'not ours');
  const servers = [await occupy(settings.connectPort), await occupy(settings.brokers[1]?.port ?? 0)];
  await assert.rejects(verifyMachine(settings), (error: Error) => {
    assert.equal(error.message.split('JAVA_HOME names').length, 2, 'said once, though three checks need a JDK');
    assert.match(error.message, /JAVA_HOME names \/nowhere\/jdk, which has no bin\/java\n +Install a JDK 17 or newer/);
    assert.match(
      error.message,
      new RegExp(
        `Port ${settings.connectPort} \\(Kafka Connect, CONNECT_PORT\\) is taken by node.*\\(pid ${process.pid}\\)`,
      ),
    );
    assert.match(error.message, new RegExp(`Port ${settings.brokers[1]?.port} \\(broker 2, KAFKA_PORT\\) is taken`));
    assert.match(error.message, /PORT_OFFSET/);
    assert.match(error.message, /is not empty and was not made by this project/);
    return 'exitCode' in error && error.exitCode === 2;
  });
  for (const server of servers) server.close();
});

test('on a machine without Java and Maven both are named at once, and a build folder that cannot be made', async (t) => {
  const file = join(dir, 'a-file');
  writeFileSync(file, '');
  const { PATH } = process.env;
  t.after(() => Object.assign(process.env, { PATH }));
  process.env['PATH'] = dir;
  const results = await runChecks(await settingsWith({ BUILD_DIR: join(file, 'build') }));
  const problems = Object.fromEntries(results.map(({ title, problem }) => [title, problem?.message]));
  assert.deepEqual([problems['JDK'], problems['Maven']], ['No `java` on the PATH', 'No `mvn` on the PATH']);
  Object.assign(process.env, { PATH });
  const withJava = await runChecks(await settingsWith({ BUILD_DIR: join(file, 'build') }));
  const xattrs = withJava.find(({ title }) => title === 'User xattrs')?.problem;
  assert.match(xattrs?.message ?? '', /a-file\/build\/preflight cannot be made: ENOTDIR/);
  assert.match(xattrs?.hint ?? '', /set RUN_DIR and BUILD_DIR to folders of your own/);
});

test('a connector file that is not there is named before anything is built', async () => {
  const missing = join(dir, 'no-such-connector.json');
  const results = await runChecks(await settingsWith({ CONNECTOR_FILES: missing }));
  const problem = results.find(({ title }) => title === 'Connectors')?.problem;
  assert.match(problem?.message ?? '', new RegExp(`^Bad connector files:\\n  ${missing}: ENOENT`));
  assert.match(problem?.hint ?? '', /CONNECTOR_FILES/);
});

test('a Java that is too old, or without its compiler, is named once and nothing else breaks on it', async () => {
  for (const [version, problem] of [
    ['11.0.30', 'bin/java is Java 11, 17 is needed'],
    ['21.0.2', 'has no `javac`'],
  ] as const) {
    const home = join(dir, `jdk-${version}`);
    mkdirSync(join(home, 'bin'), { recursive: true });
    writeFileSync(join(home, 'release'), `JAVA_VERSION="${version}"\n`);
    writeFileSync(join(home, 'bin/java'), '');
    const results = await runChecks(await settingsWith({ JAVA_HOME: home }));
    const problems = results.flatMap(({ title, problem: found }) => (found ? [`${title}: ${found.message}`] : []));
    assert.equal(
      problems.filter((each) => each.startsWith('JDK: ') && each.includes(problem)).length,
      1,
      problems.join('; '),
    );
    const xattrs = results.find(({ title }) => title === 'User xattrs');
    assert.equal(xattrs?.found, 'not tried, for that takes a JDK');
  }
});

test('asks no JVM about the run folder where S3 runs on it already: a second `up` is to be quick', async () => {
  const settings = await settingsWith({ RUN_DIR: join(dir, 'serving'), JAVA_HOME: '/nowhere/jdk' });
  const { pidFile, logFile } = runPaths(settings);
  await createRunFolder(settings);
  await startDaemon(idleDaemon({ name: 's3', cwd: dir, pidFile: pidFile('s3'), logFile: logFile('s3') }));
  const results = await runChecks(settings);
  await stopDaemon(pidFile('s3'), { graceMs: 5000 });
  assert.equal(results.find(({ title }) => title === 'User xattrs')?.found, 'can be set, S3 runs on them');
});

test('asks for xattrs only where an S3Proxy keeps objects in the run folder', async () => {
  for (const changes of [{ runtime: 'docker' }, { aws: 'cloud' }] as const) {
    const settings = { ...(await settingsWith({ JAVA_HOME: '/nowhere/jdk' })), ...changes };
    assert.match(await checkUserXattrs(settings), /^not needed/);
  }
});

test('says what it found where all is well', async () => {
  const results = await runChecks(await settingsWith({}));
  const found = Object.fromEntries(results.map(({ title, found: text, problem }) => [title, text ?? problem?.message]));
  assert.equal(found['Node.js'], process.versions.node);
  assert.match(found['JDK'] ?? '', /^\d+ at \//);
  assert.equal(found['Connectors'], 'order-source, order-sink');
  assert.equal(found['User xattrs'], 'can be set');
});
