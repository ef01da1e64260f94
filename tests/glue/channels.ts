import * as glue from '@aws-sdk/client-glue';
import * as v from 'valibot';
import { fetchWithin } from '../../scripts/lib/fetch.ts';

/** Only a registry that was killed meanwhile takes so long. */
const ANSWER_TIMEOUT_MS = 120_000;

const ErrorBody = v.object({ __type: v.string(), Message: v.optional(v.string(), '') });
const Answer = v.record(v.string(), v.unknown());
export type Answer = v.InferOutput<typeof Answer>;

/** Any JSON that a case may want to send, right or wrong. */
export type Input = Readonly<Record<string, unknown>>;

/** What a client sees of an error answer. */
export class CallError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** One way to reach the registry. */
export interface Channel {
  readonly name: 'raw HTTP' | 'AWS SDK';
  /** Resolves with the members of the answer; rejects with a {@link CallError}. */
  readonly call: (operation: string, input: Input) => Promise<Answer>;
  readonly close: () => void;
}

/** The header of a request signed by someone for a region; the signature itself is nonsense. */
export function signedFor(region: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/${region}/glue/aws4_request, SignedHeaders=host, Signature=00`;
}

/** Sends one request as it is and resolves with what came back. */
export async function post(endpoint: string, { target, body = '{}', headers = {} }: RawRequest) {
  const response = await fetchWithin(ANSWER_TIMEOUT_MS, endpoint, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/x-amz-json-1.1', ...(target && { 'X-Amz-Target': target }), ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

interface RawRequest {
  readonly target?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Plain HTTP, as the specification has it; insists on what every answer must have (cases 5 and 12). */
export function httpChannel(endpoint: string, region = 'us-east-1'): Channel {
  return {
    name: 'raw HTTP',
    close: () => {},
    call: async (operation, input) => {
      const headers = { Authorization: signedFor(region) };
      const answer = await post(endpoint, { target: `AWSGlue.${operation}`, body: JSON.stringify(input), headers });
      if (!/^[0-9a-f-]{36}$/.test(answer.headers.get('x-amzn-requestid') ?? '')) throw new Error('No request id');
      if (/[:,[]null\b/.test(answer.text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')))
        throw new Error(`null in ${answer.text}`);
      const body: unknown = JSON.parse(answer.text);
      if (answer.status === 200) return v.parse(Answer, body);
      const { __type: type, Message } = v.parse(ErrorBody, body);
      if (answer.status !== 400 || answer.headers.get('x-amzn-errortype') !== type) throw new Error(answer.text);
      throw new CallError(type, Message);
    },
  };
}

type Command = Parameters<glue.GlueClient['send']>[0];
type CommandClass = new (input: Input) => Command;
const CommandClass = v.custom<CommandClass>((value) => typeof value === 'function');

/** AWS's own client for JavaScript. */
export function sdkChannel(endpoint: string, region = 'us-east-1'): Channel {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = new glue.GlueClient({ endpoint, region, credentials, maxAttempts: 1 });
  return {
    name: 'AWS SDK',
    close: () => client.destroy(),
    call: async (operation, input) => {
      const OperationCommand = v.parse(CommandClass, Reflect.get(glue, `${operation}Command`));
      try {
        const { $metadata: _, ...answer } = v.parse(Answer, await client.send(new OperationCommand(input)));
        return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined));
      } catch (error) {
        if (!(error instanceof glue.GlueServiceException)) throw error;
        throw new CallError(error.name, error.message);
      }
    },
  };
}
