/** Four bytes of 7 bits and one that says how many there are: a number that V8 holds without a box. */
const MAX_BYTES = 4;
const MAX_TEXTS = 4096;

/**
 * Gives bytes as text. Short ASCII texts, of which a topic mostly has few different ones, are made once: to make one
 * takes longer than to hold a line against a value.
 */
export function createTexts(): (bytes: Buffer, from: number, to: number) => string {
  const texts = new Map<number, string>();
  return (bytes, from, to) => {
    if (to - from > MAX_BYTES) return bytes.toString('utf8', from, to);
    let code = 1;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte > 0x7f) return bytes.toString('utf8', from, to);
      code = (code << 7) | byte;
    }
    const known = texts.get(code);
    if (known !== undefined) return known;
    const text = bytes.toString('latin1', from, to);
    if (texts.size < MAX_TEXTS) texts.set(code, text);
    return text;
  };
}
