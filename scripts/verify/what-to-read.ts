import type { Context } from './deployment.ts';
import type { Question } from './faults.ts';

/** Questions about what the sinks wrote and committed. */
export const OF_OBJECTS: readonly Question[] = ['names', 'coverage', 'contents', 'offsets'];
/** Whether an object holds what its name says is seen in its lines. */
const OF_RECORDS: readonly Question[] = ['records', 'schemas', 'references', 'ranges', ...OF_OBJECTS];

/** What the questions need to be read for them. */
export interface Reading {
  readonly objects: boolean;
  readonly records: boolean;
  /** What the sinks' groups have committed. */
  readonly committed: boolean;
}

/** Whether anything beside the services is asked about: what the topics hold, then, is worth waiting for. */
export function readsData({ objects, records }: Reading): boolean {
  return objects || records;
}

/** The lag of a moving pipeline follows from its ends; of one that stands still it has to be explained. */
export function whatToRead({ asked, settling }: Pick<Context, 'asked' | 'settling'>): Reading {
  const isExplained = settling && asked.has('lag');
  const objects = isExplained || OF_OBJECTS.some((question) => asked.has(question));
  return {
    objects,
    records: isExplained || OF_RECORDS.some((question) => asked.has(question)),
    committed: objects || asked.has('lag'),
  };
}
