import { createHash } from 'node:crypto';
import { isJsonArray, isJsonNumber, isJsonObject, type Json, type JsonNumber } from './json-text.ts';

/** A text that is the same for JSON values that differ only in white space, member order or the form of a number. */
export function canonicalText(value: Json): string {
  if (isJsonNumber(value)) return numberText(value);
  if (isJsonArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = [...value].map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`);
  return `{${members.toSorted().join(',')}}`;
}

/** What two definitions that count as equal have in common. */
export function fingerprint(canonical: string): string {
  return createHash('sha256').update(canonical).digest('base64');
}

/** `1` and `1.0` differ, as they do to Jackson; `1.0` and `1.00` do not. */
function numberText({ number }: JsonNumber): string {
  if (/^-?\d+$/.test(number)) return number === '-0' ? '0' : number;
  return `${Number(number)}d`;
}
