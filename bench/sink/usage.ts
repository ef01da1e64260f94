import { readFile } from 'node:fs/promises';

/** What `sysconf(_SC_CLK_TCK)` says on Linux. */
const TICKS_PER_SECOND = 100;

export interface Usage {
  readonly cpuSeconds: number;
  /** The most resident memory that the process ever had. */
  readonly peakBytes: number;
}

/** What a process has used since its start, from /proc (Linux only). */
export async function readUsage(pid: number): Promise<Usage> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  // proc(5): utime and stime are the 14th and 15th field; the name in the 2nd may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    peakBytes: Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024,
  };
}
