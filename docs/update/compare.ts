import { ELISION } from './transcript.ts';

/** What differs from run to run, and what stands for it when two outputs are compared. In this order. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, 'TIME'],
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'],
  [/^(Node\.js|JDK|Maven) +ok {2}.+/g, '$1 ok  FOUND'],
  [/"kafka_cluster_id":"[\w-]+"/g, '"kafka_cluster_id":"ID"'],
  [/\.build\/[0-9a-f]{12}/g, '.build/ID'],
  [/"(quantity|product_id|customer_id|coupon)":(?:"[^"]*"|null)/g, '"$1":VALUE'],
  // A whole record of `customer`; elsewhere a name is one that must not change.
  [/\{"name":"[^"]*"\}/g, '{"name":VALUE}'],
  [/\b\d{9}[\dX]\b/g, 'ISBN'],
  [/@\d+/g, '@N'],
  [/\b\d+(?:\.\d+)? (?:B|KiB|MiB|GiB)\b/g, 'SIZE'],
  [/\b\d+(?:\.\d+)? (?:ms|s|min)\b/g, 'DURATION'],
  [/\b\d+-\d+\b(?=  )/g, 'RANGE'],
  [/\b\d+ (?=records|compared)/g, 'N '],
  // A number alone in a column, the first one excepted: that is a version.
  [/(?<=\S.* {2})\d+(?= {2}|$)/g, 'N'],
  [/ {2,}/g, '  '],
];

/** The line without what differs from run to run. */
export function mask(line: string): string {
  return MASKS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line.trimEnd());
}

/** The first difference between what a page shows and what was printed, as text for people; `undefined` if there is none. */
export function describeDifference(shown: readonly string[], printed: readonly string[]): string | undefined {
  const { head, tail } = split(shown);
  if (tail === undefined && printed.length > head.length) return `line not shown: ${printed[head.length]}`;
  const pairs = [
    ...head.map((line, at) => [line, printed[at]] as const),
    ...(tail ?? []).map((line, at) => [line, printed.slice(head.length).at(at - (tail?.length ?? 0))] as const),
  ];
  const wrong = pairs.find(([line, actual]) => actual === undefined || mask(line) !== mask(actual));
  return wrong && `shown:   ${wrong[0]}\nprinted: ${wrong[1] ?? '(no such line)'}`;
}

/** What a page should show now: as many lines at the beginning and the end as it showed before. */
export function abridge(shown: readonly string[], printed: readonly string[]): readonly string[] {
  const { head, tail } = split(shown);
  if (tail === undefined || printed.length <= head.length + tail.length) return printed;
  return [...printed.slice(0, head.length), ELISION, ...printed.slice(printed.length - tail.length)];
}

function split(shown: readonly string[]): { head: readonly string[]; tail: readonly string[] | undefined } {
  const at = shown.indexOf(ELISION);
  return at < 0 ? { head: shown, tail: undefined } : { head: shown.slice(0, at), tail: shown.slice(at + 1) };
}
