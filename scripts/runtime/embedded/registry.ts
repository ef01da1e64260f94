import { join } from 'node:path';
import type { Settings } from '../../../configs/settings.ts';
import { runPaths } from '../run-folder.ts';
import { plainEnvironment } from './environment.ts';
import type { EmbeddedProcess } from './process.ts';

const ENTRY = join(import.meta.dirname, '../../../glue/registry/main.cjs');

/** The Glue Schema Registry emulator. */
export function registryProcess(settings: Settings): EmbeddedProcess {
  return {
    name: 'glue',
    service: 'aws',
    address: settings.glueEndpoint,
    source: 'glue/ of this project',
    graceMs: 5000,
    launch: () => ({
      command: [
        process.execPath,
        ENTRY,
        '--port',
        String(settings.gluePort),
        '--data',
        runPaths(settings).dataDir('glue'),
        ...(settings.glueFaults ? ['--faults'] : []),
      ],
      env: plainEnvironment(settings),
      prepare: () => Promise.resolve(),
    }),
  };
}
