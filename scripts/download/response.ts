import type { Response } from 'undici';
import { WorkflowError } from '../lib/errors.ts';
import type { Download } from './list.ts';

const ELSEWHERE =
  'set HTTPS_PROXY if there is a proxy, name a mirror with DOWNLOAD_MIRROR, or put the file into DOWNLOAD_DIR yourself';

/** Answers that may be another one a moment later. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Throws a `WorkflowError` on an answer that no retry mends, and a plain `Error` on one that may pass. */
export function verifyResponse(response: Response, { title, version, file }: Download): void {
  const { status, url } = response;
  if (status === 404 || status === 410) {
    throw new WorkflowError(`${url} answers ${status}: ${title} ${version} is not there`, {
      hint: 'Old versions get withdrawn: name a newer one in `configs/downloads.json` without its sha256, or a mirror with DOWNLOAD_MIRROR.',
    });
  }
  if (PASSING.has(status)) throw new Error(`${url} answers ${status}`);
  if (!response.ok) {
    throw new WorkflowError(`${url} answers ${status} and refuses ${title} ${version}`, {
      hint: `It may be the network's policy: ${ELSEWHERE}.`,
    });
  }
  const type = response.headers.get('content-type') ?? '';
  if (/^text\/|html|xml/.test(type)) {
    throw new WorkflowError(`${url} answers with a page (${type}) instead of ${file}`, {
      hint: `A sign-in page or a proxy answers in its place: ${ELSEWHERE}.`,
    });
  }
}

/** Who to ask when every attempt failed. */
export function gaveUp(what: string, attempts: number, cause: unknown): WorkflowError {
  return new WorkflowError(`${what} failed ${attempts} times: ${networkCause(cause)}`, {
    hint: `Run the command again, it goes on where this one stopped; ${ELSEWHERE}.`,
    cause,
  });
}

/** undici says only `fetch failed` or `terminated`; the reason is the first of its causes. */
function networkCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return networkCause(error.cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
