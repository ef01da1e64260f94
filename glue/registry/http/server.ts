import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { GlueError } from '../errors.ts';
import { parseBody, readBody } from './body.ts';

const JSON_1_1 = 'application/x-amz-json-1.1';
const TARGET_PREFIX = 'AWSGlue.';
/** Longer than SDK clients keep an idle connection, so that none of them sends on one that is being closed. */
const KEEP_ALIVE_MS = 75_000;
const CHECK_INTERVAL_MS = 500;

export interface Request {
  /** Without the `AWSGlue.` prefix; `undefined` when there is no such target. */
  readonly operation: string | undefined;
  readonly authorization: string | undefined;
  readonly body: object;
}

/** What stands behind the HTTP side. */
export interface Face {
  /** What `GET /` and `GET /health` answer. */
  readonly health: () => object;
  /** Carries a request out. Throws a GlueError for what the client is to be told. */
  readonly answer: (request: Request) => Promise<object>;
  /** The admin call for faults; missing when faults are off. */
  readonly faults: ((method: string, body: object) => object) | undefined;
  readonly log: (line: string) => void;
  /** A client that has not sent its whole request by then is answered 408 and cut off. */
  readonly requestTimeoutMs: number;
}

/** The HTTP side of the registry: AWS JSON 1.1 by POST to any path, a health page, and the admin call for faults. */
export function createHttpServer(face: Face): Server {
  const timeouts = {
    requestTimeout: face.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_INTERVAL_MS, face.requestTimeoutMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  return createServer(timeouts, (request, response) => {
    serve(face, request).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, refusal(face, { request, error })),
    );
  });
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

async function serve(face: Face, request: IncomingMessage): Promise<Answer> {
  const text = await readBody(request);
  const method = request.method ?? '';
  const [path = ''] = (request.url ?? '').split('?');
  if (method === 'GET' && (path === '/' || path === '/health')) return { status: 200, body: face.health() };
  if (path === '/_faults' && face.faults) return { status: 200, body: face.faults(method, parseBody(text)) };
  const operation = operationOf(request);
  // The target is looked at before the body: a call that is not for us is told so, whatever it carries.
  const body = operation === undefined ? {} : parseBody(text);
  return {
    status: 200,
    body: await face.answer({ operation, authorization: request.headers.authorization, body }),
  };
}

function operationOf({ headers, method }: IncomingMessage): string | undefined {
  const target = headers['x-amz-target'];
  const isCall = method === 'POST' && typeof target === 'string' && target.startsWith(TARGET_PREFIX);
  return isCall ? target.slice(TARGET_PREFIX.length) : undefined;
}

interface Failure {
  readonly request: IncomingMessage;
  readonly error: unknown;
}

function refusal({ log }: Face, { request, error }: Failure): Answer {
  if (request.destroyed && !request.complete) return { status: 400, body: {} };
  const known =
    error instanceof GlueError ? error : new GlueError('InternalServiceException', String(error), { status: 500 });
  if (known !== error) log(`Bug: ${error instanceof Error ? error.stack : String(error)}`);
  const requestId = randomUUID();
  log(
    `${known.status} ${String(request.headers['x-amz-target'])} ${known.type}: ${known.message} (request ${requestId})`,
  );
  const message = known.type === 'UnknownOperationException' ? {} : { Message: known.message };
  return {
    status: known.status,
    body: { __type: known.type, ...message },
    headers: { 'x-amzn-ErrorType': known.type, 'x-amzn-RequestId': requestId },
  };
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': JSON_1_1,
    'Content-Length': Buffer.byteLength(text),
    'x-amzn-RequestId': randomUUID(),
    ...headers,
  });
  response.end(text);
}
