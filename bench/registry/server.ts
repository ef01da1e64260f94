import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { residentBytes } from '../../scripts/lib/process-table.ts';
import { send } from './load.ts';

const ROOT = join(import.meta.dirname, '../..');
const MOTO = '5.2.5';
const VENV = join(ROOT, `node_modules/.cache/moto-${MOTO}`);

/** A server under measurement. */
export interface Server {
  readonly port: number;
  /** From the start of the process to its first answer. */
  readonly startMs: number;
  readonly rssMb: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** How a server is started on a port. */
export type Start = (port: number) => readonly [string, ...string[]];

/** Our registry with its data in a folder. */
export function ours(folder: string): Start {
  const main = join(ROOT, 'glue/registry/main.cjs');
  return (port) => [process.execPath, main, '--port', String(port), '--data', folder, '--max-versions', '100000'];
}

/** moto's server, installed from PyPI into a cache of this project; `undefined` when there is no Python to do that. */
export async function moto(): Promise<Start | undefined> {
  const run = promisify(execFile);
  const python = join(VENV, 'bin/python');
  try {
    if (!existsSync(join(VENV, 'bin/moto_server'))) {
      await run('python3', ['-m', 'venv', VENV]);
      await run(python, ['-m', 'pip', 'install', '--quiet', `moto[server,glue]==${MOTO}`]);
    }
  } catch {
    return undefined;
  }
  return (port) => [python, join(VENV, 'bin/moto_server'), '-H', '127.0.0.1', '-p', String(port)];
}

/** Starts a server on a free port and resolves at its first answer. */
export async function startServer(start: Start): Promise<Server> {
  const port = await freePort();
  const [command, ...args] = start(port);
  const began = performance.now();
  const child = spawn(command, args, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  while (!(await isAnswering(port)))
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
  return {
    port,
    startMs: Math.round(performance.now() - began),
    rssMb: async () => Math.round((await residentBytes(child.pid ?? 0)) / 1e6),
    stop: async () => {
      child.kill();
      await exited;
    },
  };
}

/** Both servers answer this one without anything in them. */
function isAnswering(port: number): Promise<boolean> {
  return send(port, { operation: 'ListRegistries', input: {} }).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
