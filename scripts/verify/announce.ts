import type { Context } from './deployment.ts';

/** Says what verify waits for, and since when it runs of the time it has. First, for a terminal cuts off what is long. */
export function announceWait(
  { onProgress, deadline, timeoutMs }: Pick<Context, 'onProgress' | 'deadline' | 'timeoutMs'>,
  what: string,
): void {
  const spentMs = timeoutMs - (deadline - Date.now());
  onProgress(`Waiting (${Math.round(spentMs / 1000)} s of ${Math.round(timeoutMs / 1000)} s) for ${what}`);
}
