/** A value and the line that may stand for it, both as bytes; every step of a match moves both places forward. */
export interface Candidate {
  /** The bytes that hold the value from `at` to `end`. */
  value: Buffer;
  at: number;
  end: number;
  line: Buffer;
  lineAt: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
/** Bytes that JSON does not escape, by their value. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH),
);
/** Up to so many bytes a varint is exact as a number. */
const EXACT_VARINT_BYTES = 7;

/** Reads a zigzag varint of the value; `undefined` when it is cut off or too long to be exact. */
export function readVarint(candidate: Candidate): number | undefined {
  const { value, at } = candidate;
  const first = value[at];
  if (first === undefined) return undefined;
  if (first < 0x80) {
    candidate.at = at + 1;
    return (first >>> 1) ^ -(first & 1);
  }
  let [number, scale] = [first & 0x7f, 128];
  for (let length = 1; length < EXACT_VARINT_BYTES; length += 1) {
    const byte = value[at + length];
    if (byte === undefined) return undefined;
    number += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      candidate.at = at + length + 1;
      return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
    }
    scale *= 128;
  }
  return undefined;
}

/** Whether the line goes on with these bytes. */
export function matchBytes(candidate: Candidate, bytes: Buffer): boolean {
  const { line, lineAt } = candidate;
  const end = lineAt + bytes.length;
  if (end > line.length) return false;
  for (let index = 0; index < bytes.length; index += 1) if (line[lineAt + index] !== bytes[index]) return false;
  candidate.lineAt = end;
  return true;
}

/** Whether the line goes on with this text, which is ASCII. */
export function matchText(candidate: Candidate, text: string): boolean {
  const { line, lineAt } = candidate;
  for (let index = 0; index < text.length; index += 1) {
    if (line[lineAt + index] !== text.charCodeAt(index)) return false;
  }
  candidate.lineAt = lineAt + text.length;
  return true;
}

/** Whether the line goes on with the next string of the value; one that JSON has to escape is not matched. */
export function matchString(candidate: Candidate): boolean {
  const length = readVarint(candidate) ?? -1;
  const { value, at, end, line, lineAt } = candidate;
  const lineEnd = lineAt + length + 2;
  if (length < 0 || at + length > end || lineEnd > line.length) return false;
  if (line[lineAt] !== QUOTE || line[lineEnd - 1] !== QUOTE) return false;
  for (let index = 0; index < length; index += 1) {
    const byte = value[at + index] ?? 0;
    if (byte !== line[lineAt + 1 + index] || PLAIN[byte] === 0) return false;
  }
  candidate.at = at + length;
  candidate.lineAt = lineEnd;
  return true;
}

/** The next so many bytes of the value; `undefined` when there are fewer. */
export function takeBytes(candidate: Candidate, length: number): Buffer | undefined {
  const { value, at } = candidate;
  if (length < 0 || at + length > candidate.end) return undefined;
  candidate.at = at + length;
  return value.subarray(at, at + length);
}
