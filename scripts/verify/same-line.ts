import { isDeepStrictEqual } from 'node:util';

/** Whole numbers beyond what `JSON.parse` keeps exact. */
const LONG_DIGITS = /\d{16,}/g;

/** Whether a line says what was expected: the same text, or the same JSON but for the order of fields and white space. */
export function isSameLine(expected: string, found: string): boolean {
  if (expected === found) return true;
  const [left, right] = [parseLine(expected), parseLine(found)];
  if (left === undefined || right === undefined) return false;
  return isDeepStrictEqual(left.json, right.json) && longDigits(expected) === longDigits(found);
}

/** The first place in which two lines differ, for a message: `.quantity is "4", expected "3"`. */
export function differenceOf(expected: string, found: string): { readonly expected: string; readonly found: string } {
  const [left, right] = [parseLine(expected), parseLine(found)];
  const difference = left && right && firstDifference(left.json, right.json, '');
  return difference ?? { expected: shorten(expected), found: shorten(found) };
}

/** The JSON of a line, in a box because `null` is JSON too; `undefined` when it is none. */
export function parseLine(line: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(line) };
  } catch {
    return undefined;
  }
}

function longDigits(line: string): string {
  return (line.match(LONG_DIGITS) ?? []).toSorted().join();
}

function firstDifference(left: unknown, right: unknown, path: string): { expected: string; found: string } | undefined {
  if (isDeepStrictEqual(left, right)) return undefined;
  if (isObject(left) && isObject(right)) {
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const inner = firstDifference(left[key], right[key], `${path}.${key}`);
      if (inner) return inner;
    }
  }
  const place = path === '' ? '' : `${path.slice(1)} `;
  return { expected: `${place}${textOf(left)}`, found: `${place}${textOf(right)}` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return value === undefined ? 'left out' : shorten(JSON.stringify(value));
}

const SHOWN_CHARACTERS = 200;

function shorten(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
