/**
 * `fetch` that always settles. A connection that is accepted and then closed without an answer, as Docker's proxy does
 * while a container is not listening yet, leaves Node.js 20 with nothing to wait for, and neither does the timer of
 * `AbortSignal.timeout` keep the process alive: it would end in the middle of a command.
 */
export async function fetchWithin(timeoutMs: number, url: string, init: RequestInit = {}): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await fetch(url, { ...init, signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}
