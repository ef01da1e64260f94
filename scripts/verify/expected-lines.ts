import { createCursor } from './cursor.ts';
import type { ExpectedLines } from './join-state.ts';
import type { ExpectedLine, RecordJudge } from './record-judge.ts';
import type { RecordQueue } from './record-queue.ts';

/** The records of a partition as the lines that a sink makes of them. */
export function createExpectedLines(records: RecordQueue, judge: RecordJudge): ExpectedLines {
  const cursor = createCursor<ExpectedLine>(async (wanted) =>
    (await records.load()) ? judge.judge(records.take(wanted)) : undefined,
  );
  return {
    ...cursor,
    seek: (offset) => {
      cursor.clear();
      judge.jumpTo(offset);
      records.seek(offset);
    },
    prove: async (block) => {
      const proved = { lines: 0, end: 0 };
      if (!(await records.load())) return proved;
      for (let next = records.peek(); next && block.at < block.bytes.length; next = records.peek()) {
        if (!judge.prove(next, block)) break;
        proved.lines += 1;
        proved.end = next.offset + 1;
        records.skip();
      }
      return proved;
    },
  };
}
