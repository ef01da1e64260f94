/** The first word of a free slot of a set: no fingerprint begins with it. */
export const FREE = 0;

const HIGH_SEED = 0xdeadbeef;
const LOW_SEED = 0x41c6ce57;
const HIGH_FACTOR = 2654435761;
const LOW_FACTOR = 1597334677;

/** Two independent 32-bit hashes of a text (cyrb53's mixing). */
export function fingerprint(text: string): [number, number] {
  let [high, low] = [HIGH_SEED, LOW_SEED];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, HIGH_FACTOR);
    low = Math.imul(low ^ unit, LOW_FACTOR);
  }
  return finish(high, low);
}

/** The fingerprint of a text that lies in `bytes`, without making a text of it; `undefined` when it is not ASCII. */
export function fingerprintOf(bytes: Buffer, from: number, to: number): [number, number] | undefined {
  let [high, low] = [HIGH_SEED, LOW_SEED];
  let all = 0;
  for (let at = from; at < to; at += 1) {
    const unit = bytes[at] ?? 0;
    all |= unit;
    high = Math.imul(high ^ unit, HIGH_FACTOR);
    low = Math.imul(low ^ unit, LOW_FACTOR);
  }
  return all < 0x80 ? finish(high, low) : undefined;
}

function finish(highHash: number, lowHash: number): [number, number] {
  let [high, low] = [highHash, lowHash];
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return [high | 0 || 1, low | 0];
}
