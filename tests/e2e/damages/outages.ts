import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { ExitCode } from '../../../scripts/lib/errors.ts';
import type { Settings } from '../../../configs/settings.ts';
import type { Damage } from './damage.ts';
import type { S3Fault } from '../cloud-account.ts';
import { s3Error } from '../cloud-account.ts';

/** A service that verify reads from and that does not do what it should. */
export interface Outage {
  readonly title: string;
  /** Whether CI does it too; the soak does all. */
  readonly sample: boolean;
  /** Where verify looks for its services instead; `silent` accepts connections and says nothing. */
  readonly settings?: (settings: Settings, silent: string) => Settings;
  /** Makes what S3 answers instead. */
  readonly s3?: () => S3Fault;
  /** Without any verify ends with a message, or with nothing to say. */
  readonly faults?: Damage['faults'];
  readonly exitCode: ExitCode;
  /** The message, or the verdict with the kinds of the faults. */
  readonly says: RegExp;
}

/** A port that accepts connections and says nothing. */
export async function openSilence(): Promise<{ readonly address: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  return {
    address: `127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const NOBODY = '127.0.0.1:1';
const OBJECT = /\.json(\.gz)?(\?|$)/;

const slowDown = s3Error(503, 'SlowDown');

/** Throttles every tenth request, but none that comes again: the order in which requests come must not matter. */
function slowDownOnce(): S3Fault {
  const seen = new Set<string | undefined>();
  return (request, response) => {
    if (seen.has(request.url)) return undefined;
    seen.add(request.url);
    return seen.size % 10 === 0 ? slowDown(request, response) : undefined;
  };
}

/** Half of an object, then what `end` does to the connection. */
function half(end: (destroy: () => void) => void): S3Fault {
  return (request, response) => {
    if (!OBJECT.test(request.url ?? '')) return undefined;
    response.writeHead(200, { 'content-type': 'binary/octet-stream', 'content-length': '1000' });
    response.write('{"id":"row-', () => end(() => response.destroy()));
    return true;
  };
}

const DOWN = [
  {
    service: 'Kafka',
    at: (settings: Settings, address: string): Settings => ({ ...settings, bootstrap: [address] }),
    says: /^Kafka at .* does not answer/,
  },
  {
    service: 'Connect',
    at: (settings: Settings, address: string): Settings => ({ ...settings, connectUrl: `http://${address}` }),
    says: /^Kafka Connect at .* does not answer/,
  },
  {
    service: 'the registry',
    at: (settings: Settings, address: string): Settings => ({ ...settings, glueEndpoint: `http://${address}` }),
    says: /^The Glue Schema Registry does not answer/,
  },
  {
    service: 'S3',
    at: (settings: Settings, address: string): Settings => ({ ...settings, s3Endpoint: `http://${address}` }),
    says: /^S3 does not answer: ./,
  },
] as const;

/** Every outage, and what comes of it: a clear answer, never a hang, never a false "proved". */
export const OUTAGES: readonly Outage[] = [
  ...DOWN.map(({ service, at, says }): Outage => ({
    title: `${service} is down`,
    sample: service === 'the registry',
    settings: (settings) => at(settings, NOBODY),
    exitCode: 3,
    says,
  })),
  ...DOWN.map(({ service, at, says }): Outage => ({
    title: `${service} accepts connections and says nothing`,
    sample: false,
    settings: at,
    exitCode: 3,
    says,
  })),
  {
    title: 'S3 throttles every tenth request',
    sample: true,
    s3: slowDownOnce,
    exitCode: 0,
    says: /^proved$/,
  },
  {
    title: 'S3 throttles every request',
    sample: false,
    s3: () => slowDown,
    exitCode: 3,
    says: /^S3 refused the listing .*SlowDown/,
  },
  {
    title: 'S3 breaks off in the middle of an object',
    sample: true,
    s3: () => half((destroy) => destroy()),
    exitCode: 3,
    says: /^S3 broke off the reading of `damages\//,
  },
  {
    title: 'an object is deleted while verify reads',
    sample: false,
    s3: () => (request, response) =>
      /partition=5\/rows\+5\+0000000020/.test(request.url?.replaceAll('%3D', '=').replaceAll('%2B', '+') ?? '')
        ? s3Error(404, 'NoSuchKey')(request, response)
        : undefined,
    faults: [{ kind: 'object-vanished' }],
    exitCode: 1,
    says: /^wrong object-vanished$/,
  },
  {
    title: 'S3 falls silent in the middle of an object',
    sample: false,
    s3: () => half(() => undefined),
    exitCode: 3,
    says: /^S3 broke off the reading of `damages\//,
  },
];
