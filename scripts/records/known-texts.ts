/** Longer texts are not remembered: there are too many different ones. */
const MAX_BYTES = 32;
/** A power of two. */
const PLACES = 4096;

/** Texts that were met, as bytes. Of those with the same place only the last is remembered. */
export interface KnownTexts {
  has(bytes: Buffer, from: number, to: number): boolean;
  add(bytes: Buffer, from: number, to: number): void;
}

export function createKnownTexts(): KnownTexts {
  /** One more than the length of the text; 0: there is none. */
  const lengths = new Uint8Array(PLACES);
  const kept = new Uint8Array(PLACES * MAX_BYTES);
  return {
    has: (bytes, from, to) => {
      const length = to - from;
      const place = placeOf(bytes, from, to);
      if (lengths[place] !== length + 1) return false;
      const start = place * MAX_BYTES;
      for (let at = 0; at < length; at += 1) if (kept[start + at] !== bytes[from + at]) return false;
      return true;
    },
    add: (bytes, from, to) => {
      const length = to - from;
      if (length > MAX_BYTES) return;
      const place = placeOf(bytes, from, to);
      lengths[place] = length + 1;
      kept.set(bytes.subarray(from, to), place * MAX_BYTES);
    },
  };
}

function placeOf(bytes: Buffer, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}
