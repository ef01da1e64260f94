import { appPorts, pipelinePorts } from '../../configs/settings.ts';
import type { NamedPort, Settings } from '../../configs/settings.ts';
import { WorkflowError } from '../lib/errors.ts';
import { formatBytes } from '../lib/format.ts';
import { isPortFree, portHolders } from '../lib/ports.ts';
import { SERVICES, runtimeOf } from '../runtime/runtime.ts';
import type { ProcessState } from '../runtime/runtime.ts';

/**
 * What all processes use together: of the embedded runtime as measured with `npm run bench -- up`, of containers as the
 * sum of what three brokers (0.43 GiB each), a worker and the rest were seen to use.
 */
const NEEDED_MEMORY = { embedded: 1.8 * 1024 ** 3, docker: 2.5 * 1024 ** 3 } as const;

/** There is memory for what is not running yet. */
export async function checkMemory(settings: Settings): Promise<string> {
  const used = (await processes(settings)).reduce((sum, { memory = 0 }) => sum + memory, 0);
  const free = process.availableMemory();
  const needed = NEEDED_MEMORY[settings.runtime];
  if (used + free >= needed) return `${formatBytes(free)} free`;
  throw new WorkflowError(`${formatBytes(free)} of memory are free, about ${formatBytes(needed - used)} are needed`, {
    hint: 'Close something, or set smaller KAFKA_HEAP and CONNECT_HEAP.',
    exitCode: 2,
  });
}

/** Every port of what `up` starts is free, or held by the process of this run that it is meant for. */
export function checkPorts(settings: Settings): Promise<string> {
  return verifyPorts(settings, pipelinePorts(settings));
}

/** The same of the management apps, which only `ui:up` starts, Kpow only with its licence. */
export async function verifyAppPorts(settings: Settings): Promise<void> {
  const ports = appPorts(settings).filter(({ name }) => name !== 'Kpow' || settings.kpowLicense);
  await verifyPorts(settings, ports);
}

async function verifyPorts(settings: Settings, ports: readonly NamedPort[]): Promise<string> {
  const running = (await processes(settings)).filter(({ state }) => state === 'running');
  const own = new Set(running.flatMap(({ pid }) => (pid === undefined ? [] : [`(pid ${pid})`])));
  // A container's port is held by Docker, whose pid says nothing.
  const published = new Set(running.flatMap(({ pid, address }) => (pid === undefined ? [portIn(address)] : [])));
  const foreign = ports.filter(({ port }) => !published.has(port));
  const problems = await describeTaken(foreign, own);
  if (problems.length === 0) return ports.map(({ port }) => port).join(', ');
  throw new WorkflowError(problems.join('\n'), {
    hint: 'Stop what holds them, or move all ports together with PORT_OFFSET in `.env`.',
    exitCode: 2,
  });
}

async function describeTaken(ports: readonly NamedPort[], own: ReadonlySet<string>): Promise<string[]> {
  const isFree = await Promise.all(ports.map(({ port }) => isPortFree(port)));
  const taken = ports.filter((_, index) => !isFree[index]);
  const holders = await portHolders(taken.map(({ port }) => port));
  return taken.flatMap(({ port, name, setting }) => {
    const holder = holders.get(port);
    if (holder && own.has(holder.slice(holder.lastIndexOf('(pid')))) return [];
    return [
      `Port ${port} (${name}, ${setting}) is taken by ${holder ?? 'a process of another user, or for a moment by an outgoing connection'}`,
    ];
  });
}

function portIn(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

async function processes(settings: Settings): Promise<ProcessState[]> {
  const runtime = runtimeOf(settings);
  return (await Promise.all(SERVICES.map((service) => runtime.status(service)))).flat();
}
