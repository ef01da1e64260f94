import { createLineDigest, type ObjectDigest } from './object-digest.ts';
import type { ExpectedLine } from './record-judge.ts';

/** An object of a folder, read once. */
export interface DigestedObject extends ObjectDigest {
  readonly start: number;
}

/** One folder, held against the lines that belong there. */
export interface FolderState {
  readonly objects: readonly DigestedObject[];
  /** Takes the next line that belongs there; `open`: what becomes of it is not for this look to say. */
  take(line: ExpectedLine): 'held' | 'pending' | 'open';
  /** Whether everything fitted so far. What does not is not judged here: it has to be looked at line by line. */
  isOdd(): boolean;
  /** Whether any line belonged there. */
  isVisited(): boolean;
  /** Whether objects are left for which there were no lines. */
  isLeft(): boolean;
}

/** Goes over the objects of a folder, in the order of their starts, as its lines come. */
export function createFolderState(objects: readonly DigestedObject[]): FolderState {
  let next = 0;
  let taken = 0;
  let digest = createLineDigest();
  let odd = false;
  let visited = false;

  const endObject = ({ digest: found }: DigestedObject) => {
    odd ||= found !== digest.end();
    next += 1;
    taken = 0;
    digest = createLineDigest();
  };
  return {
    objects,
    take: ({ offset, line, optional }) => {
      visited = true;
      const object = objects[next];
      if (!object) return optional || odd ? 'open' : 'pending';
      odd ||= optional || line === undefined || (taken === 0 && object.start !== offset);
      if (odd) return 'open';
      digest.add(`${line}\n`);
      taken += 1;
      if (taken === object.lines) endObject(object);
      return 'held';
    },
    isOdd: () => odd,
    isVisited: () => visited,
    isLeft: () => next < objects.length,
  };
}
