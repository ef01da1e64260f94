import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { buildJvm } from '../../scripts/build.ts';
import { HOSTILE, fastConnectors } from './workshop.ts';

const ROOT = join(import.meta.dirname, '../..');
const JUST = `"${process.execPath}" node_modules/just-task/bin/just.js`;

/** With a network of its own that has only loopback; every connect() of every process is written down. */
const STORY = `
ip link set lo up
strace --seccomp-bpf -f -qq -e trace=connect -o "$TRACE" sh -c '${JUST} up && ${JUST} verify; code=$?; ${JUST} clean; exit $code'`;

function works(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).status === 0;
}

function whyNot(): string | false {
  if (!works('unshare', '-rn', 'ip', 'link', 'set', 'lo', 'up')) return 'no network namespace can be made here';
  if (!works('unshare', '-rn', 'strace', '-f', '-o', '/dev/null', 'true')) return 'strace cannot trace here';
  return false;
}

test(
  'AWS=local needs no network but loopback, and asks for none, whatever the shell holds',
  { skip: whyNot() },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'offline-'));
    await buildJvm(loadSettings({ env: process.env }));
    const env = {
      ...process.env,
      ...HOSTILE,
      RUN_DIR: join(dir, 'run'),
      CONNECTOR_FILES: await fastConnectors(dir),
      TRACE: join(dir, 'trace'),
    };
    const child = spawn('unshare', ['-rn', 'sh', '-ec', STORY], { cwd: ROOT, env });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    assert.equal(child.exitCode, 0, stdout + stderr);
    assert.match(stdout, /proved/i);
    assert.deepEqual(await foreignAddresses(join(dir, 'trace')), []);
    await rm(dir, { recursive: true });
  },
);

/** Where a process tried to connect to by IP, loopback left out. */
async function foreignAddresses(path: string): Promise<string[]> {
  const trace = await readFile(path, 'utf8');
  const written = trace.matchAll(/(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"/g);
  const addresses = [...written].flatMap(([, address]) => address ?? []);
  assert.ok(addresses.length > 100, 'the trace shows no connections at all');
  return [...new Set(addresses)].filter((address) => !/^127\.|^::1$|^::ffff:127\./.test(address));
}
