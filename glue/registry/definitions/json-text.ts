/** A number that keeps how it was written: `1`, `1.0` and integers beyond 2^53 stay apart. */
export interface JsonNumber {
  readonly number: string;
}
export type JsonObject = Map<string, Json>;
export type Json = string | boolean | null | JsonNumber | readonly Json[] | JsonObject;

/** Where and why a text is no JSON; worded as Jackson, which the service uses. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
}

/** Jackson's own limit; without one a few kilobytes of `[` would exhaust the stack. */
const MAX_DEPTH = 1000;
const WHITE_SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids exactly these in a string.
const STRING = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /[\w$]+/y;
const LITERALS = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const EXPECTED = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

interface Reading {
  /** What becomes of a member whose name the object has already: it takes the place of the first, or the text is refused. */
  readonly duplicates?: 'replace' | 'refuse';
}

/** Reads one JSON text. Members keep their order. Throws {@link JsonTextError}. */
export function parseJson(text: string, { duplicates = 'replace' }: Reading = {}): Json {
  const cursor = { text, at: 0, duplicates };
  const value = readValue(cursor, 0);
  skipWhiteSpace(cursor);
  if (cursor.at < text.length) throw problem(cursor, `Unexpected trailing content: ${wordAt(cursor)}`);
  return value;
}

/** Tells a number from an object: both are objects to JavaScript. */
export function isJsonNumber(value: Json | undefined): value is JsonNumber {
  return typeof value === 'object' && value !== null && 'number' in value;
}

/** Tells an array from everything else, read-only ones included. */
export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Tells an object from everything else. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

interface Cursor {
  readonly text: string;
  readonly duplicates: Reading['duplicates'];
  at: number;
}

function readValue(cursor: Cursor, depth: number): Json {
  skipWhiteSpace(cursor);
  if (depth > MAX_DEPTH) {
    throw problem(cursor, `Document nesting depth (${depth}) exceeds the maximum allowed (${MAX_DEPTH})`);
  }
  const first = cursor.text[cursor.at];
  if (first === '{') return readObject(cursor, depth + 1);
  if (first === '[') return readArray(cursor, depth + 1);
  if (first === '"') return readString(cursor);
  if (first === undefined) throw problem(cursor, 'Unexpected end-of-input');
  return readNumber(cursor) ?? readLiteral(cursor);
}

function readObject(cursor: Cursor, depth: number): JsonObject {
  const members: JsonObject = new Map();
  cursor.at++;
  if (take(cursor, '}')) return members;
  do {
    skipWhiteSpace(cursor);
    if (cursor.text[cursor.at] !== '"') {
      throw unexpected(cursor, 'was expecting double-quote to start field name');
    }
    const name = readString(cursor);
    if (cursor.duplicates === 'refuse' && members.has(name)) throw problem(cursor, `Duplicate field '${name}'`);
    if (!take(cursor, ':')) throw unexpected(cursor, 'was expecting a colon to separate field name and value');
    const value = readValue(cursor, depth);
    members.delete(name);
    members.set(name, value);
  } while (take(cursor, ','));
  if (!take(cursor, '}')) throw unexpected(cursor, 'was expecting comma to separate Object entries');
  return members;
}

function readArray(cursor: Cursor, depth: number): Json[] {
  const items: Json[] = [];
  cursor.at++;
  if (take(cursor, ']')) return items;
  do {
    items.push(readValue(cursor, depth));
  } while (take(cursor, ','));
  if (!take(cursor, ']')) throw unexpected(cursor, 'was expecting comma to separate Array entries');
  return items;
}

function readString(cursor: Cursor): string {
  const token = match(cursor, STRING);
  if (token === undefined) throw problem(cursor, 'Unexpected end-of-input or illegal character in a String value');
  cursor.at += token.length;
  return String(JSON.parse(token));
}

function readNumber(cursor: Cursor): JsonNumber | undefined {
  const token = match(cursor, NUMBER);
  if (!token) return undefined;
  cursor.at += token.length;
  if (match(cursor, WORD)) throw unexpected(cursor, 'Expected space separating root-level values');
  return { number: token };
}

function readLiteral(cursor: Cursor): Json {
  const word = match(cursor, WORD);
  if (word === undefined) throw unexpected(cursor, 'expected a valid value');
  cursor.at += word.length;
  const value = LITERALS.get(word);
  if (value === undefined) throw problem(cursor, `Unrecognized token '${word}': was expecting ${EXPECTED}`);
  return value;
}

function take(cursor: Cursor, character: string): boolean {
  skipWhiteSpace(cursor);
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at++;
  return true;
}

function skipWhiteSpace(cursor: Cursor): void {
  cursor.at += match(cursor, WHITE_SPACE)?.length ?? 0;
}

function match({ text, at }: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function wordAt(cursor: Cursor): string {
  return match(cursor, WORD) ?? cursor.text.slice(cursor.at, cursor.at + 1);
}

function unexpected(cursor: Cursor, expectation: string): JsonTextError {
  const character = cursor.text.codePointAt(cursor.at);
  if (character === undefined) return problem(cursor, `Unexpected end-of-input: ${expectation}`);
  return problem(
    cursor,
    `Unexpected character ('${String.fromCodePoint(character)}' (code ${character})): ${expectation}`,
  );
}

function problem({ text, at }: Cursor, what: string): JsonTextError {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  const source = 'REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)';
  return new JsonTextError(`${what}\n at [Source: ${source}; line: ${line}, column: ${column}]`);
}
