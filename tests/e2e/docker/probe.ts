import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../../scripts/lib/errors.ts';
import { fetchWithin } from '../../../scripts/lib/fetch.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { BASE } from './base.ts';
import type { Engine } from './engine.ts';

const TIMEOUT_MS = 60_000;
const SERVE = `require('http').createServer((_, r) => r.end(require('fs').readFileSync('/probe'))).listen(8080)`;

/**
 * Whether containers work on this machine in the ways that the compose files need: a network with names, a published
 * port, a mounted file. `false` when they do; else the sentence that says what does not. A machine may forbid any of it.
 */
export async function whyNoContainers({ shell }: Engine, dir: string): Promise<string | false> {
  const id = `probe-${randomUUID()}`;
  const file = join(dir, id);
  await writeFile(file, id);
  try {
    await shell`docker network create ${id}`;
    await shell`docker run -d --name ${id} --network ${id} --tmpfs /t -p 127.0.0.1::8080 -v ${file}:/probe:ro ${BASE} /bin/node -e ${SERVE}`;
    const address = (await shell`docker port ${id} 8080`).stdout.trim().split('\n')[0];
    const answer = async () => (await fetchWithin(5000, `http://${address}`)).text();
    if ((await waitFor('a published port', answer, { timeoutMs: TIMEOUT_MS })) !== id) return 'files cannot be mounted';
    const ask = `fetch('http://${id}:8080').then((r) => r.text()).then(console.log)`;
    const { stdout } = await shell`docker run --rm --network ${id} ${BASE} /bin/node -e ${ask}`;
    return stdout.trim() === id ? false : 'containers do not reach each other';
  } catch (error) {
    return `containers do not work here: ${messageOf(error).trim().split('\n')[0]}`;
  } finally {
    await shell`docker rm -f ${id}; docker network rm ${id}`.nothrow();
  }
}
