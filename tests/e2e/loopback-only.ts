import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loadSettings } from '../../configs/settings.ts';
import { buildJvm } from '../../scripts/build.ts';
import { HOSTILE, fastConnectors } from './workshop.ts';

const ROOT = join(import.meta.dirname, '../..');
const JUST = `"${process.execPath}" node_modules/just-task/bin/just.js`;

/** With a tracer it takes minutes; a hang ends here. */
const TIMEOUT_MS = 15 * 60_000;

/** Asks for an address that is nobody's (RFC 5737), to see that asking is counted. */
const ASK = `"${process.execPath}" -e "require('net').connect(80, '192.0.2.1').on('error', () => {})"`;

/** A namespace with loopback alone. Java asks for the address of its own host, which not every machine knows without DNS. */
const NAMESPACE = 'ip link set lo up; echo localhost > /proc/sys/kernel/hostname';

/** The pipeline from nothing to the proof; the kernel counts what finds no way out. */
const story = (tracer: string) => `
${NAMESPACE}
${tracer} sh -c '${JUST} up && ${JUST} verify; code=$?; cat /proc/net/snmp* > "$OUT/after"; ${JUST} clean; exit $code'
${ASK}; cat /proc/net/snmp* > "$OUT/asked"`;

export interface OfflineRun {
  readonly code: number | null;
  readonly output: string;
  /** How often something asked for an address beyond loopback, by TCP or UDP, or for a name. */
  readonly asked: number;
  /** The same after one deliberate attempt. */
  readonly askedOnPurpose: number;
  /** What the tracer wrote. */
  readonly trace: string;
}

/** Why there can be no network namespace here; `false` when there can. */
export function whyNoNamespace(): string | false {
  return works('sh', '-ec', NAMESPACE) ? false : 'no network namespace can be made here';
}

/** Whether a program works inside of a namespace of its own. */
export function works(...command: string[]): boolean {
  return spawnSync('unshare', ['-rnu', ...command]).status === 0;
}

/**
 * Runs `up`, `verify` and `clean` in a hostile shell, in a network namespace that has only loopback. `tracer` is put before
 * the command; it may write to `$OUT/trace`.
 */
export async function runOffline(tracer = ''): Promise<OfflineRun> {
  const dir = await mkdtemp(join(tmpdir(), 'offline-'));
  try {
    await buildJvm(loadSettings({ env: process.env }));
    const files = await fastConnectors(dir);
    const env = { ...process.env, ...HOSTILE, RUN_DIR: join(dir, 'run'), CONNECTOR_FILES: files, OUT: dir };
    const child = spawn('unshare', ['-rnu', 'sh', '-ec', story(tracer)], { cwd: ROOT, env, timeout: TIMEOUT_MS });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return {
      code: child.exitCode,
      output: stdout + stderr,
      asked: withoutRoute(await readFile(join(dir, 'after'), 'utf8').catch(() => '')),
      askedOnPurpose: withoutRoute(await readFile(join(dir, 'asked'), 'utf8').catch(() => '')),
      trace: await readFile(join(dir, 'trace'), 'utf8').catch(() => ''),
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** `OutNoRoutes` of IPv4 (a column of /proc/net/snmp) and IPv6 (a line of /proc/net/snmp6), of this namespace alone. */
function withoutRoute(counters: string): number {
  const [names = '', values = ''] = counters.split('\n').filter((line) => line.startsWith('Ip: '));
  const v4 = values.split(' ')[names.split(' ').indexOf('OutNoRoutes')];
  const v6 = /^Ip6OutNoRoutes\s+(\d+)$/m.exec(counters)?.[1];
  return Number(v4) + Number(v6 ?? 0);
}
