/** Aborts on Ctrl-C and on SIGTERM, so that a task that goes on for ever ends with its clients closed. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort());
  return controller.signal;
}
