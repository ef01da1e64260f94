import type { KafkaRecord } from '../records/batch.ts';
import type { Fetched, RecordReader } from '../records.ts';
import { createCursor } from './cursor.ts';
import type { ExpectedLines } from './join-state.ts';
import type { ExpectedLine } from './record-judge.ts';

interface Source {
  readonly reader: Pick<RecordReader, 'fetch'>;
  readonly topic: string;
  readonly partition: number;
  /** Where to begin. */
  readonly from: number;
  /** Where the log ended when the objects were known: nothing of S3 can lie beyond. */
  readonly logEnd: number;
  readonly judge: (records: readonly KafkaRecord[]) => Promise<ExpectedLine[]>;
}

/** Reads a partition as the lines that a sink makes of it; one fetch is always on its way while the last is compared. */
export function createExpectedLines({ reader, topic, partition, from, logEnd, judge }: Source): ExpectedLines {
  let offset = from;
  let ahead: Promise<Fetched> | undefined;
  const fetch = (): Promise<Fetched> => {
    const fetched = reader.fetch({ topic, partition, offset });
    fetched.catch(() => undefined);
    return fetched;
  };
  const cursor = createCursor(async () => {
    if (offset >= logEnd) return undefined;
    const { records, nextOffset, end } = await (ahead ?? fetch());
    ahead = undefined;
    if (nextOffset <= offset && end <= offset) return undefined;
    offset = nextOffset;
    if (offset < logEnd) ahead = fetch();
    return judge(records);
  });
  return {
    ...cursor,
    seek: (to) => {
      cursor.clear();
      offset = to;
      ahead = undefined;
    },
  };
}
