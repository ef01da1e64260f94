import { Agent, request } from 'node:http';

export interface Rate {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Calls that were answered with an error, or not at all. */
  readonly failed: number;
}

interface Call {
  readonly operation: string;
  readonly input: object;
}

interface LoadOptions {
  readonly port: number;
  readonly clients: number;
  readonly calls: number;
}

/** Sends one call and resolves with the body of the answer; rejects unless it is 200. */
export function send(port: number, { operation, input }: Call, agent?: Agent): Promise<string> {
  const headers = {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': `AWSGlue.${operation}`,
    Authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/glue/aws4_request, SignedHeaders=host, Signature=00',
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: 'POST', headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(input));
  });
}

/** Makes the calls from so many clients, each with a connection of its own and one call at a time. */
export async function load({ port, clients, calls }: LoadOptions, call: (index: number) => Call): Promise<Rate> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const took: number[] = [];
  let next = 0;
  let failed = 0;
  const client = async () => {
    while (next < calls) {
      const start = performance.now();
      await send(port, call(next++), agent).then(
        () => took.push(performance.now() - start),
        () => failed++,
      );
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2));
  return { perSecond: Math.round(took.length / seconds), p50Ms: at(0.5), p99Ms: at(0.99), failed };
}
