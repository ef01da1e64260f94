import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean …` when a known name is near enough to what was typed. */
export function nearest(typed: string, known: readonly string[], prefix = ''): string {
  if (known.length === 0) return '';
  const best = closest(typed, known);
  return distance(typed, best) <= Math.max(2, Math.floor(typed.length / 3))
    ? `; did you mean \`${prefix}${best}\``
    : '';
}
