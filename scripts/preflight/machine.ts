import { freemem } from 'node:os';
import { portsOf } from '../../configs/settings.ts';
import type { NamedPort, Settings } from '../../configs/settings.ts';
import { WorkflowError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';
import { isPortFree, portHolder } from '../lib/ports.ts';
import { SERVICES, runtimeOf } from '../runtime/runtime.ts';
import type { ProcessState } from '../runtime/runtime.ts';

/** What all processes of the embedded runtime use together, measured with `npm run bench -- up`. */
const NEEDED_MEMORY = 1.8 * 1024 ** 3;

/** There is memory for what is not running yet. */
export async function checkMemory(settings: Settings): Promise<string> {
  const used = (await processes(settings)).reduce((sum, { memory = 0 }) => sum + memory, 0);
  const free = freemem();
  if (used + free >= NEEDED_MEMORY) return `${formatBytes(free)} free`;
  throw new WorkflowError(
    `${formatBytes(free)} of memory are free, about ${formatBytes(NEEDED_MEMORY - used)} are needed`,
    {
      hint: 'Close something, or set smaller KAFKA_HEAP and CONNECT_HEAP.',
      exitCode: 2,
    },
  );
}

/** Every port is free, or held by the process of this run that it is meant for. */
export async function checkPorts(settings: Settings): Promise<string> {
  const ports = portsOf(settings);
  const own = new Set(
    (await processes(settings)).filter(({ state }) => state === 'running').map(({ pid }) => `(pid ${pid})`),
  );
  const taken = await Promise.all(ports.map((port) => describeTaken(port, own)));
  const problems = taken.filter((problem) => problem !== undefined);
  if (problems.length === 0) return ports.map(({ port }) => port).join(', ');
  throw new WorkflowError(problems.join('\n'), {
    hint: 'Stop what holds them, or move all ports together with PORT_OFFSET in `.env`.',
    exitCode: 2,
  });
}

async function describeTaken(
  { port, name, setting }: NamedPort,
  own: ReadonlySet<string>,
): Promise<string | undefined> {
  if (await isPortFree(port)) return undefined;
  const holder = await portHolder(port);
  if (holder && own.has(holder.slice(holder.lastIndexOf('(pid')))) return undefined;
  return `Port ${port} (${name}, ${setting}) is taken by ${holder ?? 'a process of another user'}`;
}

async function processes(settings: Settings): Promise<ProcessState[]> {
  const runtime = runtimeOf(settings);
  return (await Promise.all(SERVICES.map((service) => runtime.status(service)))).flat();
}
