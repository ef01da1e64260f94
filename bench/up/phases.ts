/** What a way of coming up took, by phase, in seconds and in order. */
export type Phases = Record<string, number>;

/** Runs `body` and notes how long it took. */
export async function timed<T>(phases: Phases, name: string, body: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await body();
  phases[name] = (performance.now() - from) / 1000;
  return result;
}
