/** Aborts on Ctrl-C, so that a task that goes on for ever ends with its clients closed. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}
