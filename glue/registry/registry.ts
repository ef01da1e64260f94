import type { WorkflowError } from '../../scripts/lib/errors.ts';
import { answer } from './answer.ts';
import { createFaults } from './faults.ts';
import { closeServer, listen } from './http/listen.ts';
import { createHttpServer } from './http/server.ts';
import { DEFAULT_OPTIONS, type RegistryOptions } from './options.ts';
import { createSettler } from './settle.ts';
import { memoryStore, openStore } from './store/store.ts';

const REQUEST_TIMEOUT_MS = 20_000;

interface StartOptions extends Partial<RegistryOptions> {
  /** 0 or none takes a free port. */
  readonly port?: number;
  /** Loopback unless it runs in a container. */
  readonly host?: '127.0.0.1' | '0.0.0.0';
  /** Where everything is kept; without it everything is forgotten at the end. */
  readonly dataDir?: string;
  /** Serves the admin call `/_faults`. */
  readonly faults?: boolean;
  readonly requestTimeoutMs?: number;
  /** Gets the error of a write to `dataDir` that failed: from then on it can only be stopped and started again. */
  readonly onWriteFailed?: (error: WorkflowError) => void;
  /** Gets a line for what a person who runs the registry may want to know. */
  readonly log?: (line: string) => void;
}

export interface RegistryServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:5050`. */
  readonly endpoint: string;
  readonly port: number;
  /** Stops serving; resolves when all that was acknowledged is on disk and the data folder is free. */
  readonly close: () => Promise<void>;
}

/**
 * Serves a Glue Schema Registry, on loopback unless told otherwise. Throws a WorkflowError when the port is taken or when another live process
 * holds the data folder.
 */
export async function startRegistry({
  port = 0,
  host = '127.0.0.1',
  dataDir,
  log = () => {},
  faults: withFaults = false,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
  onWriteFailed,
  ...chosen
}: StartOptions = {}): Promise<RegistryServer> {
  const options = withDefaults(chosen);
  const store = dataDir === undefined ? memoryStore() : await openStore(dataDir, { log, onWriteFailed });
  const settler = createSettler(store, { options, log });
  const faults = withFaults ? createFaults() : undefined;
  const server = createHttpServer({
    health: () => ({ service: 'glue-schema-registry-emulator', status: 'ok', pid: process.pid }),
    answer: async (request) => {
      if (faults && request.operation !== undefined) await faults.strike(request.operation);
      return answer({ store, settler, options, log }, request);
    },
    faults: faults?.admin,
    log,
    requestTimeoutMs,
  });
  const stop = async () => {
    settler.close();
    await store.close();
  };
  const taken = await listen(server, { port, host }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const close = async () => {
    await closeServer(server);
    await stop();
  };
  return { endpoint: `http://${host}:${taken}`, port: taken, close, [Symbol.asyncDispose]: close };
}

/** An option that is `undefined` counts as not given. */
function withDefaults(chosen: Partial<RegistryOptions>): RegistryOptions {
  const given = Object.entries(chosen).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_OPTIONS, ...Object.fromEntries(given) };
}
