import { isDeepStrictEqual } from 'node:util';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  parseJson,
} from '../../glue/registry/definitions/json-text.ts';

/** As the sink writes whole numbers; those with a fraction it writes as Java does, with a point. */
const WHOLE = /^-?\d+$/;

/** Whether a line says what was expected: the same text, or the same JSON but for the order of fields and white space. */
export function isSameLine(expected: string, found: string): boolean {
  if (expected === found) return true;
  const [left, right] = [parseExactly(expected), parseExactly(found)];
  return left !== undefined && right !== undefined && isSameJson(left, right);
}

/** Numbers keep their digits, which `JSON.parse` rounds beyond 2^53; a member that is there twice has no one value. */
function parseExactly(line: string): Json | undefined {
  try {
    return parseJson(line, { duplicates: 'refuse' });
  } catch {
    return undefined;
  }
}

function isSameJson(left: Json, right: Json): boolean {
  if (isJsonNumber(left)) return isJsonNumber(right) && isSameNumber(left.number, right.number);
  if (isJsonArray(left)) {
    return isJsonArray(right) && left.length === right.length && left.every((item, at) => isSameItem(item, right[at]));
  }
  if (!isJsonObject(left)) return left === right;
  return (
    isJsonObject(right) && left.size === right.size && [...left].every(([name, it]) => isSameItem(it, right.get(name)))
  );
}

function isSameItem(left: Json, right: Json | undefined): boolean {
  return right !== undefined && isSameJson(left, right);
}

function isSameNumber(left: string, right: string): boolean {
  if (left === right) return true;
  return !WHOLE.test(left) && !WHOLE.test(right) && Object.is(Number(left), Number(right));
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

/** Whether a line is one JSON object, as every row is. */
export function isObjectLine(line: string): boolean {
  return isObject(parseLine(line)?.json);
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
