import { canonicalText } from './canonical.ts';
import { isJsonArray, isJsonNumber, isJsonObject, type Json, type JsonObject } from './json-text.ts';

interface Step {
  readonly op: 'add' | 'remove' | 'replace';
  /** JSON pointer. */
  readonly path: string;
  readonly value?: Json;
}

/** A compact JSON Patch (RFC 6902) that turns the first value into the second; members of values keep their order. */
export function jsonPatch(first: Json, second: Json): string {
  return `[${diffValue(first, { to: second, path: '' }).map(stepText).join(',')}]`;
}

interface Target<T extends Json> {
  readonly to: T;
  readonly path: string;
}

function diffValue(from: Json, { to, path }: Target<Json>): Step[] {
  if (isSame(from, to)) return [];
  if (isJsonArray(from) && isJsonArray(to)) return diffArray(from, { to, path });
  if (isJsonObject(from) && isJsonObject(to)) return diffObject(from, { to, path });
  return [{ op: 'replace', path, value: to }];
}

function diffObject(from: JsonObject, { to, path }: Target<JsonObject>): Step[] {
  const at = (name: string) => `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const kept = [...from].flatMap(([name, value]): Step[] => {
    const other = to.get(name);
    return other === undefined ? [{ op: 'remove', path: at(name) }] : diffValue(value, { to: other, path: at(name) });
  });
  const added = [...to].filter(([name]) => !from.has(name));
  return [...kept, ...added.map(([name, value]): Step => ({ op: 'add', path: at(name), value }))];
}

/** What is equal at both ends stays; in between items are compared by place. */
function diffArray(from: readonly Json[], { to, path }: Target<readonly Json[]>): Step[] {
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && isSame(from[head], to[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isSame(from.at(-1 - tail), to.at(-1 - tail))) tail++;
  const old = from.slice(head, from.length - tail);
  const fresh = to.slice(head, to.length - tail);
  const both = Math.min(old.length, fresh.length);
  return [
    ...old
      .slice(0, both)
      .flatMap((item, index) => diffValue(item, { to: fresh[index] ?? null, path: `${path}/${head + index}` })),
    ...old.slice(both).map((): Step => ({ op: 'remove', path: `${path}/${head + both}` })),
    ...fresh.slice(both).map((value, index): Step => ({ op: 'add', path: `${path}/${head + both + index}`, value })),
  ];
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && b !== undefined && canonicalText(a) === canonicalText(b);
}

function stepText({ op, path, value }: Step): string {
  const target = `"op":"${op}","path":${JSON.stringify(path)}`;
  return value === undefined ? `{${target}}` : `{${target},"value":${jsonText(value)}}`;
}

/** Compact JSON, members in their order and numbers as they were written. */
function jsonText(value: Json): string {
  if (isJsonNumber(value)) return value.number;
  if (isJsonArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return `{${[...value].map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`).join(',')}}`;
}
