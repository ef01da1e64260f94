import type { Settings } from '../configs/settings.ts';
import { readProcessMemory } from './lib/process-table.ts';
import type { ProcessMemory } from './lib/process-table.ts';
import { SERVICES, runtimeOf } from './runtime/runtime.ts';

/** What one process or container of the run takes. */
export interface ServiceMemory extends ProcessMemory {
  readonly name: string;
}

/** Memory of everything that runs, in bytes; of a container only what Docker counts for it. */
export async function readMemory(settings: Settings): Promise<ServiceMemory[]> {
  const runtime = runtimeOf(settings);
  const states = (await Promise.all(SERVICES.map((service) => runtime.status(service)))).flat();
  return Promise.all(
    states
      .filter(({ state }) => state === 'running')
      .map(async ({ name, pid, memory = 0 }) => ({
        name,
        ...(pid === undefined ? { resident: memory } : await readProcessMemory(pid)),
      })),
  );
}
