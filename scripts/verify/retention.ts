import { OffsetGoneError } from '../records.ts';

/** Retention looks every five minutes at most; who still reads behind it then will not catch up. */
const ATTEMPTS = 3;

/** Runs `scan` anew when retention, or somebody who made the topic anew, took from under it what it was to read. */
export async function scanThroughRetention<T>(scan: () => Promise<T>, onProgress: (text: string) => void): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await scan();
    } catch (error) {
      if (!(error instanceof OffsetGoneError) || attempt === ATTEMPTS) throw error;
      onProgress('Records went while they were to be read: beginning again with what is left');
    }
  }
}
