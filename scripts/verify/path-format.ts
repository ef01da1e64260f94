/** A part of a pattern: text to be written as it is, or a number of the clock in so many digits. */
type Part = string | { readonly letter: keyof typeof NUMBERS; readonly digits: number };

/** What a letter stands for, of a time whose UTC fields are those of the clock. */
const NUMBERS = {
  Y: (time: Date) => time.getUTCFullYear(),
  y: (time: Date) => time.getUTCFullYear(),
  M: (time: Date) => time.getUTCMonth() + 1,
  d: (time: Date) => time.getUTCDate(),
  D: (time: Date) => Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0)) / 86_400_000) + 1,
  H: (time: Date) => time.getUTCHours(),
  h: (time: Date) => time.getUTCHours() % 12 || 12,
  K: (time: Date) => time.getUTCHours() % 12,
  k: (time: Date) => time.getUTCHours() || 24,
  m: (time: Date) => time.getUTCMinutes(),
  s: (time: Date) => time.getUTCSeconds(),
  S: (time: Date) => time.getUTCMilliseconds(),
};

const TOKEN = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g;

/**
 * Reads a `path.format` of a time based partitioner, in Joda's letters. Resolves with what is not understood: letters
 * that stand for words depend on the locale data of the Java that writes them.
 */
export function parsePathFormat(pattern: string): { readonly parts: readonly Part[]; readonly problem?: string } {
  const parts: Part[] = [];
  for (const [token, quoted, letter] of pattern.matchAll(TOKEN)) {
    if (letter === undefined) parts.push(quoted === undefined ? token : quoted.replaceAll("''", "'") || "'");
    else if (isNumber(letter, token.length)) parts.push({ letter, digits: token.length });
    else return { parts, problem: `letters \`${token}\` of \`path.format\`` };
  }
  return { parts };
}

/** Writes the clock of a zone, given as the time whose UTC fields it shows. */
export function formatPath(parts: readonly Part[], clock: Date): string {
  return parts.map((part) => (typeof part === 'string' ? part : numberText(part, clock))).join('');
}

function isNumber(letter: string, digits: number): letter is keyof typeof NUMBERS {
  return letter in NUMBERS && (letter !== 'M' || digits < 3);
}

function numberText({ letter, digits }: Exclude<Part, string>, clock: Date): string {
  const text = String(NUMBERS[letter](clock));
  if (letter === 'S') return text.padStart(3, '0').slice(0, digits).padEnd(digits, '0');
  if ((letter === 'Y' || letter === 'y') && digits === 2) return text.slice(-2).padStart(2, '0');
  return text.padStart(digits, '0');
}
