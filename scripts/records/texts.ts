/** Longer texts are not worth it: there are too many different ones. */
const MAX_BYTES = 32;
/** A power of two. */
const PLACES = 4096;

/**
 * Gives UTF-8 bytes as text. Texts come again and again in the fields of a topic; to find the one that was made before is
 * quicker than to make it anew. Of those with the same place, the last is kept.
 */
export function createTexts(): (bytes: Buffer, from: number, to: number) => string {
  const texts: (string | undefined)[] = Array.from({ length: PLACES });
  const lengths = new Uint8Array(PLACES);
  const kept = new Uint8Array(PLACES * MAX_BYTES);

  return (bytes, from, to) => {
    const length = to - from;
    if (length > MAX_BYTES) return bytes.toString('utf8', from, to);
    const place = placeOf(bytes, from, to);
    const start = place * MAX_BYTES;
    const known = texts[place];
    if (known !== undefined && lengths[place] === length) {
      let at = 0;
      while (at < length && kept[start + at] === bytes[from + at]) at += 1;
      if (at === length) return known;
    }
    const text = bytes.toString('utf8', from, to);
    texts[place] = text;
    lengths[place] = length;
    for (let at = 0; at < length; at += 1) kept[start + at] = bytes[from + at] ?? 0;
    return text;
  };
}

function placeOf(bytes: Buffer, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}
