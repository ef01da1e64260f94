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

/** The processes that listen on these ports, as `name (pid 123)`; a port is missing when its holder cannot be told. */
export async function portHolders(ports: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (ports.length === 0) return new Map();
  return existsSync('/proc/net/tcp') ? holdersInProc(ports) : holdersByLsof(ports);
}

async function holdersInProc(ports: readonly number[]): Promise<Map<number, string>> {
  const portOfSocket = await listeningSockets(ports);
  const holders = new Map<number, string>();
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    for (const port of links.flatMap((link) => portOfSocket.get(link) ?? [])) holders.set(port, await describe(pid));
    if (holders.size === portOfSocket.size) break;
  }
  return holders;
}

/** The sockets that listen on these ports, as the links in `/proc/<pid>/fd` name them; proc(5) has ports in hexadecimal. */
async function listeningSockets(ports: readonly number[]): Promise<Map<string, number>> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.split('\n')).map((line) => line.trim().split(/\s+/));
  const listening = rows.filter((fields) => fields[3] === LISTEN);
  const entries = listening.map((fields): [string, number] => [
    `socket:[${fields[9]}]`,
    Number.parseInt(fields[1]?.split(':').at(-1) ?? '', 16),
  ]);
  return new Map(entries.filter(([, port]) => ports.includes(port)));
}

/** A JVM is better known by its main class than as `java`. */
async function describe(pid: string): Promise<string> {
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  const program = command[0]?.split('/').at(-1) ?? '?';
  const main = command.find((_, index) => command[index - 2] === '-cp');
  return `${program === 'java' && main ? `java ${main}` : program} (pid ${pid})`;
}

async function holdersByLsof(ports: readonly number[]): Promise<Map<number, string>> {
  const holders = await Promise.all(
    ports.map(async (port): Promise<[number, string][]> => {
      const output = await $({ quiet: true, nothrow: true, timeout: '10s' })`lsof -nP -iTCP:${port} -sTCP:LISTEN -Fpc`;
      const pid = /^p(\d+)$/m.exec(output.stdout)?.[1];
      return pid ? [[port, `${/^c(.+)$/m.exec(output.stdout)?.[1] ?? '?'} (pid ${pid})`]] : [];
    }),
  );
  return new Map(holders.flat());
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
