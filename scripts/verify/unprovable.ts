import type { Question } from './faults.ts';
import { OF_OBJECTS } from './what-to-read.ts';

/** What cannot be proved here, and for whom that matters. */
export interface Unprovable {
  /** A sentence. */
  readonly what: string;
  /** The questions that stay open because of it. */
  readonly of: readonly Question[];
}

/** What is asked about a sink: with one that verify does not follow, all of it stays open. */
export const OF_SINKS: readonly Question[] = [...OF_OBJECTS, 'lag'];
/** What needs the values of a topic. */
export const OF_VALUES: readonly Question[] = ['records', 'schemas', 'references', 'ranges', ...OF_SINKS];

/** Sentences that leave the same questions open. */
export function unprovable(sentences: readonly string[], of: readonly Question[]): Unprovable[] {
  return sentences.map((what) => ({ what, of }));
}
