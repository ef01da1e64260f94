import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher, Response } from 'undici';
import { WorkflowError } from '../lib/errors.ts';
import { gaveUp, verifyResponse } from './response.ts';
import type { Download } from './list.ts';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;

export interface Transfer {
  readonly download: Download;
  readonly url: string;
  /** Where the bytes go; what an earlier attempt left there is kept if the server still has the same file. */
  readonly part: string;
  readonly dispatcher: Dispatcher;
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
  readonly firstPauseMs?: number;
}

/** Fetches the whole file into `part`, in as many attempts as it takes up to five, twice as long apart each time. */
export async function transfer(work: Transfer): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchRest(work);
    } catch (error) {
      if (error instanceof WorkflowError) throw error;
      if (attempt === ATTEMPTS) throw gaveUp(`Downloading ${work.url}`, ATTEMPTS, error);
      await pause((work.firstPauseMs ?? FIRST_PAUSE_MS) * 2 ** (attempt - 1));
    }
  }
}

async function fetchRest(work: Transfer): Promise<void> {
  const { fetch } = await import('undici');
  const { have, validator } = await readPart(work.part);
  const range = have > 0 ? { range: `bytes=${have}-`, 'if-range': validator } : {};
  const response = await fetch(work.url, {
    // A compressed body would have another length than the one that is announced.
    headers: { 'accept-encoding': 'identity', ...range },
    dispatcher: work.dispatcher,
  });
  if (response.status === 416) {
    await rm(work.part, { force: true });
    throw new Error(`${response.url} has less than the ${have} bytes that are here`);
  }
  try {
    verifyResponse(response, work.download);
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
  const start = response.status === 206 ? startOf(response) : 0;
  if (start !== have && start !== 0) throw new Error(`${response.url} answers with another range than was asked for`);
  // First: killed in between, old bytes would pass for the beginning of the new file.
  if (start === 0) await rm(work.part, { force: true });
  await writeFile(validatorOf(work.part), strongValidator(response));
  await receive(work, response, start);
  await rm(validatorOf(work.part), { force: true });
}

async function receive({ part, onProgress }: Transfer, response: Response, start: number): Promise<void> {
  const length = response.headers.get('content-length');
  const total = length === null ? undefined : start + Number(length);
  const file = await open(part, start > 0 ? 'r+' : 'w');
  let done = start;
  try {
    for await (const chunk of response.body ?? []) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('a chunk of the body is not binary');
      await file.write(chunk, 0, chunk.length, done);
      done += chunk.length;
      onProgress(done, total);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (total !== undefined && done !== total) throw new Error(`${done} of ${total} bytes came`);
}

/** Only what belongs to a known state of the server's file can be added to. */
async function readPart(part: string): Promise<{ have: number; validator: string }> {
  const validator = await readFile(validatorOf(part), 'utf8').catch(() => '');
  const size = await stat(part).then(
    (stats) => stats.size,
    () => 0,
  );
  return { have: validator === '' ? 0 : size, validator };
}

/** RFC 9110, 13.1.5: If-Range takes a strong entity tag or a date. */
function strongValidator({ headers }: Response): string {
  const etag = headers.get('etag');
  return etag?.startsWith('"') ? etag : (headers.get('last-modified') ?? '');
}

function startOf({ headers }: Response): number {
  return Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? -1);
}

function validatorOf(part: string): string {
  return `${part}.validator`;
}
