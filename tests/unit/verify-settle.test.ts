import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { loadSettings, type Settings } from '../../configs/settings.ts';
import { describeLeftPaused, markPaused, readLeftPaused } from '../../scripts/verify/pause-marker.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { withPausedSources } from '../../scripts/verify/paused-sources.ts';
import { isRunning } from '../../scripts/verify/deployment.ts';

/** Connect as far as pausing goes: two sources that run, one that somebody has paused, and a sink. */
function openConnect() {
  const states = new Map([
    ['order-source', 'RUNNING'],
    ['click-source', 'RUNNING'],
    ['old-source', 'PAUSED'],
    ['order-sink', 'RUNNING'],
  ]);
  const asked: string[] = [];
  const refusals: number[] = [];
  const toRefuse: { test: (request: string) => boolean } = { test: () => false };
  const statusOf = (name: string) => {
    const state = states.get(name) ?? '';
    return { name, connector: { state, worker_id: 'w' }, tasks: [{ id: 0, state, worker_id: 'w' }] };
  };
  const server = createServer((request, response) => {
    const [, , name = '', verb = ''] = (request.url ?? '').split(/[/?]/);
    const answer = (status: number, body?: object) => response.writeHead(status).end(body && JSON.stringify(body));
    if (request.method === 'PUT') {
      asked.push(`${verb} ${name}`);
      const refusal = refusals.shift() ?? (toRefuse.test(`${verb} ${name}`) ? 409 : undefined);
      if (refusal) return answer(refusal, { message: 'rebalancing' });
      states.set(name, verb === 'pause' ? 'PAUSED' : 'RUNNING');
      return answer(202);
    }
    if (verb === 'status') return states.has(name) ? answer(200, statusOf(name)) : answer(404, { message: 'none' });
    const all = [...states.keys()].map((each) => {
      const type = each.endsWith('sink') ? 'sink' : 'source';
      return [each, { info: { name: each, config: {}, type }, status: statusOf(each) }];
    });
    return answer(200, Object.fromEntries(all));
  });
  return { server, states, asked, refusals, toRefuse };
}

let connect: ReturnType<typeof openConnect>;
let settings: Settings;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'settle-'));
  connect = openConnect();
  connect.server.listen(0, '127.0.0.1');
  await once(connect.server, 'listening');
  const address = connect.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  settings = loadSettings({ env: { CONNECT_PORT: String(port), RUN_DIR: join(folder, 'run') }, cwd: folder });
});

afterEach(() => {
  connect.server.closeAllConnections();
  connect.server.close();
  rmSync(folder, { recursive: true });
});

const marker = () => join(settings.runDir, 'verify-paused.json');

describe('--settle', () => {
  it('pauses the sources that run, and resumes those and no others', async () => {
    const during = await withPausedSources(settings, async () => {
      assert.ok(existsSync(marker()), 'written before anything is paused');
      assert.deepEqual(await readLeftPaused(settings), [], 'who paused them is alive');
      return Object.fromEntries(connect.states);
    });
    assert.deepEqual(during, {
      'order-source': 'PAUSED',
      'click-source': 'PAUSED',
      'old-source': 'PAUSED',
      'order-sink': 'RUNNING',
    });
    assert.equal(connect.states.get('order-source'), 'RUNNING');
    assert.equal(connect.states.get('old-source'), 'PAUSED');
    assert.ok(!connect.asked.some((request) => request.includes('old-source')));
    assert.ok(!existsSync(marker()));
  });

  it('resumes them when what it does meanwhile fails, and through a rebalance', async () => {
    connect.refusals.push(409, 409);
    await assert.rejects(
      withPausedSources(settings, async () => {
        connect.refusals.push(409);
        throw new Error('broken');
      }),
      /broken/,
    );
    assert.deepEqual([connect.states.get('order-source'), connect.states.get('click-source')], ['RUNNING', 'RUNNING']);
  });

  it('does not stumble over a connector that somebody deletes meanwhile', async () => {
    await withPausedSources(settings, async () => {
      connect.states.delete('click-source');
    });
    assert.equal(connect.states.get('order-source'), 'RUNNING');
    assert.ok(!connect.asked.includes('resume click-source'));
  });

  it('waits for the sinks although the sources stand still', () => {
    const status = (name: string, state: string) => ({
      name,
      config: {},
      type: name.endsWith('sink') ? 'sink' : 'source',
      status: {
        name,
        connector: { state, worker_id: 'w' },
        tasks: [{ id: 0, state, worker_id: 'w' }],
      },
    });
    const connectors = [status('a-source', 'PAUSED'), status('a-sink', 'RUNNING')];
    assert.equal(isRunning({ connectors, files: [] }, { settling: true }), true);
    assert.equal(isRunning({ connectors, files: [] }, { settling: false }), false);
    const stuck = [status('a-sink', 'PAUSED')];
    assert.equal(isRunning({ connectors: stuck, files: [] }, { settling: true }), false);
  });
});

/** Another process that pauses the sources and then stays as it is. */
function startSettlingProcess() {
  const script = join(folder, 'settle.ts');
  const url = new URL('../../', import.meta.url).href;
  writeFileSync(
    script,
    `import { loadSettings } from '${url}configs/settings.ts';
     import { withPausedSources } from '${url}scripts/verify/paused-sources.ts';
     const { CONNECT_PORT, RUN_DIR } = process.env;
     const settings = loadSettings({ env: { CONNECT_PORT, RUN_DIR }, cwd: ${JSON.stringify(folder)} });
     const forever = new Promise(() => setInterval(() => undefined, 1000));
     const onInterrupted = (text) => process.stderr.write(text);
     void withPausedSources(settings, () => (process.stdout.write('paused'), forever), { onInterrupted });`,
  );
  const env = { ...process.env, CONNECT_PORT: String(settings.connectPort), RUN_DIR: settings.runDir };
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script], { env });
  // With everything it has said.
  return { child, exited: once(child, 'close') };
}

async function startSettling() {
  const { child, exited } = startSettlingProcess();
  const [text] = await Promise.race([once(child.stdout, 'data'), exited]);
  assert.equal(String(text), 'paused');
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  return { end: (signal: NodeJS.Signals) => (child.kill(signal), exited), said: () => said };
}

describe('a verify --settle that is ended from outside', () => {
  it('by Ctrl-C: resumes first, says so, and still ends by the signal', async () => {
    const { end, said } = await startSettling();
    assert.equal(connect.states.get('order-source'), 'PAUSED');
    const [, signal] = await end('SIGINT');
    assert.equal(signal, 'SIGINT');
    assert.equal(said(), 'Resumed `click-source`, `order-source`');
    assert.deepEqual([connect.states.get('order-source'), connect.states.get('old-source')], ['RUNNING', 'PAUSED']);
    assert.ok(!existsSync(marker()));
  });

  it('by Ctrl-C while a rebalance holds up the pause: does not pause what it has resumed', async () => {
    const count = (request: string) => connect.asked.filter((each) => each === request).length;
    // The resume of one source takes so long that a pause of the other would be asked for again.
    connect.toRefuse.test = (request) =>
      request === 'resume click-source'
        ? count(request) < 6
        : request.startsWith('pause') && count('resume order-source') === 0;
    const { child, exited } = startSettlingProcess();
    await waitFor('a pause', async () => count('pause order-source') > 0 || undefined, { timeoutMs: 20_000 });
    child.kill('SIGINT');
    const [, signal] = await exited;
    assert.equal(signal, 'SIGINT');
    assert.deepEqual([connect.states.get('order-source'), connect.states.get('click-source')], ['RUNNING', 'RUNNING']);
    assert.ok(!existsSync(marker()));
  });

  it('by kill -9: the next command says so, with the command that resumes, until somebody has', async () => {
    const { end } = await startSettling();
    await end('SIGKILL');
    assert.equal(connect.states.get('order-source'), 'PAUSED');
    const left = await readLeftPaused(settings);
    assert.deepEqual(left.map(describeLeftPaused), [
      `\`click-source\` is still paused by a verify that was killed; \`curl -X PUT ${settings.connectUrl}/connectors/click-source/resume\` lets it go on`,
      '`order-source` is still paused by a verify that was killed; `npx just source:create` lets it go on',
    ]);
    await withPausedSources(settings, async () => undefined);
    assert.equal(connect.states.get('order-source'), 'PAUSED', 'another verify does not resume what it did not pause');
    connect.states.set('order-source', 'RUNNING');
    assert.deepEqual(
      (await readLeftPaused(settings)).map(({ name }) => name),
      ['click-source'],
    );
    connect.states.set('click-source', 'RUNNING');
    assert.deepEqual(await readLeftPaused(settings), []);
    assert.ok(!existsSync(marker()), 'nothing is left to be said');
  });

  it('and the marker of a pid that another process has got since counts as that of a dead one', async () => {
    await markPaused(settings, ['order-source']);
    connect.states.set('order-source', 'PAUSED');
    assert.deepEqual(await readLeftPaused(settings), []);
    writeFileSync(marker(), readFileSync(marker(), 'utf8').replace(/"started":"[^"]*"/, '"started":"1"'));
    assert.equal((await readLeftPaused(settings)).length, 1);
    writeFileSync(marker(), 'no json');
    assert.deepEqual(await readLeftPaused(settings), []);
  });
});
