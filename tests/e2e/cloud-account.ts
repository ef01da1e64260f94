import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loadSettings } from '../../configs/settings.ts';
import type { Settings } from '../../configs/settings.ts';
import { buildJvm } from '../../scripts/build.ts';
import { LOCAL_CREDENTIALS } from '../../scripts/clients.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { runtimeOf } from '../../scripts/runtime/runtime.ts';
import { rightsAtGlue, rightsAtS3 } from './iam.ts';
import type { Right } from './iam.ts';
import { openWorkshop } from './workshop.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a call to S3 gets instead of being carried out; `undefined` lets it through. */
export type S3Fault = (request: IncomingMessage, response: ServerResponse) => true | undefined;

/** The Glue emulator and S3Proxy, posing as an account that is reached through the SDK's own variables. */
export interface Account extends AsyncDisposable {
  /** Settings with `AWS=cloud`, on the ports of this run. */
  readonly settings: Settings;
  /** Sets the faults of every Glue call. */
  failGlue(type: string | undefined, status?: number): Promise<void>;
  failS3(fault: S3Fault | undefined): void;
  /** What every call that was made must be allowed. */
  readonly calls: Set<Right>;
  /** The same for those that this process and its commands made, the worker not. */
  readonly ownCalls: Set<Right>;
}

export async function openAccount(): Promise<Account> {
  const workshop = await openWorkshop({ GLUE_FAULTS: 'on' });
  const local = workshop.settings;
  await buildJvm(local);
  await runtimeOf(local).start('aws');
  await waitFor('the stand-ins', () => Promise.all([fetch(local.glueEndpoint), fetch(local.s3Endpoint)]), {
    timeoutMs: 60_000,
  });
  const calls = new Set<Right>();
  const ownCalls = new Set<Right>();
  const record = (request: IncomingMessage, rightsOf: (request: IncomingMessage, body: string) => Right[]) => {
    const isOwn = /aws-sdk-js/.test(String(request.headers['user-agent']));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      for (const right of rightsOf(request, Buffer.concat(chunks).toString())) {
        calls.add(right);
        if (isOwn) ownCalls.add(right);
      }
    });
  };
  let fault: S3Fault | undefined;
  const s3 = await openProxy(local.s3Port, (request, response) => {
    record(request, rightsAtS3);
    return fault?.(request, response);
  });
  const glue = await openProxy(local.gluePort, (request) => {
    record(request, rightsAtGlue);
    return undefined;
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: glue.url,
    AWS_ENDPOINT_URL_GLUE: glue.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
  });
  const settings = loadSettings({ options: { AWS: 'cloud' }, env: { ...process.env, ...portsOf(local) } });
  return {
    settings,
    calls,
    ownCalls,
    failS3: (next) => {
      fault = next;
    },
    failGlue: async (type, status = 400) => {
      const faults = type === undefined ? [] : [{ error: { type, message: 'Rehearsed', status } }];
      await fetch(`${local.glueEndpoint}/_faults`, { method: 'PUT', body: JSON.stringify({ faults }) });
    },
    [Symbol.asyncDispose]: async () => {
      s3.close();
      glue.close();
      await workshop[Symbol.asyncDispose]();
    },
  };
}

function portsOf({ runDir, brokers, connectPort }: Settings): Record<string, string> {
  return { RUN_DIR: runDir, KAFKA_PORT: String(brokers[0]?.port), CONNECT_PORT: String(connectPort) };
}

/** Passes every byte on, the signed Host header above all. */
export async function openProxy(port: number, look: S3Fault) {
  const server = createServer((request, response) => {
    if (look(request, response)) {
      request.resume();
      return;
    }
    const { method, url: path, headers } = request;
    const onward = send({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${own}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Runs `npx just …` in a folder whose `.env` says AWS=cloud, and types into it. */
export async function typeInto({ brokers }: Settings, args: readonly string[], typed = '') {
  const cwd = await mkdtemp(join(tmpdir(), 'cloud-'));
  await writeFile(join(cwd, '.env'), `AWS=cloud\nKAFKA_PORT=${brokers[0]?.port}\n`);
  await writeFile(join(cwd, 'just.config.cjs'), `require(${JSON.stringify(join(ROOT, 'just.config.cjs'))});\n`);
  const just = join(ROOT, 'node_modules/just-task/bin/just.js');
  const child = spawn(process.execPath, [just, ...args], { cwd, env: process.env });
  child.stdin.end(typed);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  await rm(cwd, { recursive: true });
  return { code: child.exitCode, output: stdout + stderr };
}

/** An answer of S3 with its error document. */
export function s3Error(status: number, code: string, headers: Record<string, string> = {}): S3Fault {
  return (request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml', ...headers });
    const document = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Rehearsed</Message></Error>`;
    response.end(request.method === 'HEAD' ? undefined : document);
    return true;
  };
}
