import { createCursor } from './cursor.ts';
import type { ExpectedLines } from './join-state.ts';
import type { ExpectedLine } from './record-judge.ts';

const AT_ONCE = 256;

/** Of the lines of a partition those that belong in one folder. Goes over all of them, so it is for where that is worth it. */
export function linesOfFolder(all: ExpectedLines, folder: string): ExpectedLines {
  const cursor = createCursor<ExpectedLine>(async () => {
    for (;;) {
      if (!(await all.fill(AT_ONCE))) return undefined;
      const lines: ExpectedLine[] = [];
      for (let line = all.peek(); line; line = all.peek()) {
        if (line.folder === folder) lines.push(line);
        all.skip();
      }
      if (lines.length > 0) return lines;
    }
  });
  return {
    ...cursor,
    seek: (offset) => {
      cursor.clear();
      all.seek(offset);
    },
    prove: async () => ({ lines: 0, end: 0 }),
  };
}
