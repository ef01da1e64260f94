import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Where the system has no /proc, `ps` is asked; zx is loaded only then, for it would slow the start of the registry. */
const HAS_PROC = existsSync('/proc/self/stat');

/**
 * What tells a process from a later one with the same pid: its start time as the system writes it. `undefined` when there
 * is no such process, or only its zombie.
 */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  const line = HAS_PROC ? await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') : await psLine(pid);
  return startTimeIn(line);
}

/**
 * The start time in a line of `/proc/<pid>/stat` (proc(5): the 22nd field; the name in the 2nd may hold spaces and
 * brackets) or in one of `ps -o stat=,lstart=`.
 */
export function startTimeIn(line: string): string | undefined {
  const [state, ...rest] = line
    .slice(line.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  if (!state || state.startsWith('Z')) return undefined;
  return line.includes(')') ? rest[18] : rest.join(' ') || undefined;
}

async function psLine(pid: number): Promise<string> {
  const { $ } = await import('zx/core');
  const output = await $({ quiet: true, nothrow: true, timeout: '5s' })`ps -o stat=,lstart= -p ${pid}`;
  return output.stdout.trim();
}

/** Resident memory of a process in bytes, or 0 when it cannot be read. */
export async function residentBytes(pid: number): Promise<number> {
  if (HAS_PROC) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    return bytesAfter('VmRSS', status) ?? 0;
  }
  const { $ } = await import('zx/core');
  const output = await $({ quiet: true, nothrow: true, timeout: '5s' })`ps -o rss= -p ${pid}`;
  return Number(output.stdout.trim()) * 1024 || 0;
}

/** Memory of a process in bytes; what the system does not tell is missing. */
export interface ProcessMemory {
  readonly resident: number;
  /** Its own pages, and its share of those that it has together with others: these add up, resident memory does not. */
  readonly proportional?: number;
  /** The most that ever was resident. */
  readonly peak?: number;
}

/** Memory of a process as proc(5) counts it, or only what is resident where there is no /proc. */
export async function readProcessMemory(pid: number): Promise<ProcessMemory> {
  const [status, rollup] = await Promise.all(
    ['status', 'smaps_rollup'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
  );
  return {
    resident: await residentBytes(pid),
    proportional: bytesAfter('Pss', rollup),
    peak: bytesAfter('VmHWM', status),
  };
}

function bytesAfter(name: string, text = ''): number | undefined {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
