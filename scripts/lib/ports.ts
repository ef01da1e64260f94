import { existsSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { $ } from 'zx/core';

const HOST = '127.0.0.1';
const LISTEN = '0A';
/** Linux's default; other systems start higher. */
const FIRST_EPHEMERAL_PORT = 32_768;

/** Whether a server could listen on this port of the loopback address now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: HOST, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The process that listens on a port, as `name (pid 123)`; `undefined` when it cannot be told. */
export async function portHolder(port: number): Promise<string | undefined> {
  return existsSync('/proc/net/tcp') ? holderInProc(port) : holderByLsof(port);
}

async function holderInProc(port: number): Promise<string | undefined> {
  const sockets = new Set((await listeningInodes(port)).map((inode) => `socket:[${inode}]`));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    if (!links.some((link) => sockets.has(link))) continue;
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    return `${describe(command)} (pid ${pid})`;
  }
  return undefined;
}

/** The inodes of the sockets that listen on the port; proc(5) gives the port in hexadecimal. */
async function listeningInodes(port: number): Promise<string[]> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  return tables
    .flatMap((table) => table.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === LISTEN)
    .flatMap((fields) => fields[9] ?? []);
}

/** A JVM is better known by its main class than as `java`. */
function describe(command: readonly string[]): string {
  const program = command[0]?.split('/').at(-1) ?? '?';
  const main = command.find(
    (part, index) => command[index - 2] === '-cp' || (index > 0 && /^[a-z][\w.]+\.[A-Z]\w+$/.test(part)),
  );
  return program === 'java' && main ? `java ${main}` : program;
}

async function holderByLsof(port: number): Promise<string | undefined> {
  const output = await $({ quiet: true, nothrow: true, timeout: '10s' })`lsof -nP -iTCP:${port} -sTCP:LISTEN -Fpc`;
  const pid = /^p(\d+)$/m.exec(output.stdout)?.[1];
  return pid && `${/^c(.+)$/m.exec(output.stdout)?.[1] ?? '?'} (pid ${pid})`;
}

/**
 * An offset at which all of the ports are free now. Random, so that two who look at the same time rarely meet, and below
 * the ports that the system gives to outgoing connections.
 */
export async function freePortOffset(ports: readonly number[]): Promise<number> {
  const room = FIRST_EPHEMERAL_PORT - 1 - Math.max(...ports);
  for (;;) {
    const offset = 1 + Math.floor(Math.random() * room);
    const free = await Promise.all(ports.map((port) => isPortFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
}
