import type { Isolation } from '../kafka-cluster.ts';
import type { KafkaRecord, RecordSet } from '../records/batch.ts';
import type { RecordCursor } from '../records/record-cursor.ts';
import type { Fetched, RecordReader } from '../records.ts';

/** A fetch holds about 1 MB; more only when a single batch is larger, and then several of them would add up. */
const MAX_BYTES_AHEAD = 2 * 1024 * 1024;

export interface QueueOptions {
  readonly reader: Pick<RecordReader, 'fetch'>;
  readonly topic: string;
  readonly partition: number;
  /** Where to begin. */
  readonly from: number;
  /** Where to end. */
  readonly logEnd: number;
  /** Called now and then with how many records were taken since the last call. */
  readonly onRecords: (count: number) => void;
}

/** The records of a partition that nobody has taken yet. */
export interface RecordQueue {
  /** Resolves with whether there is a next record. */
  load(): Promise<boolean>;
  /** The next record as long as one is loaded; it changes with `skip`. */
  peek(): RecordCursor | undefined;
  skip(): void;
  /** Takes records that are loaded, so many at most. */
  take(wanted: number): KafkaRecord[];
  seek(offset: number): void;
}

/** Reads a partition in the order of its offsets. */
export function createRecordQueue(options: QueueOptions): RecordQueue {
  const fetches = createFetches(options);
  let cursor: RecordCursor | undefined;
  let taken = 0;

  const peek = () => cursor;
  const advance = (opened: RecordCursor) => {
    cursor = opened.next() ? opened : undefined;
  };
  const skip = () => {
    taken += 1;
    if (cursor) advance(cursor);
  };
  return {
    load: async () => {
      while (!peek()) {
        options.onRecords(taken);
        taken = 0;
        const records = await fetches.next();
        if (!records) return false;
        advance(records.open());
      }
      return true;
    },
    peek,
    skip,
    take: (wanted) => {
      const records: KafkaRecord[] = [];
      for (let next = peek(); next && records.length < wanted; next = peek()) {
        records.push(next.copy());
        skip();
      }
      return records;
    },
    seek: (offset) => {
      cursor = undefined;
      fetches.seek(offset);
    },
  };
}

interface Fetches {
  /** Resolves with the next records, or with `undefined` at the end. */
  next(): Promise<RecordSet | undefined>;
  seek(offset: number): void;
}

/** One fetch is always on its way while the last one is gone over, unless that one is large. */
function createFetches({ reader, topic, partition, from, logEnd }: QueueOptions): Fetches {
  let offset = from;
  let ahead: Promise<Fetched> | undefined;
  let isolation: Isolation = 'read_committed';
  const fetch = (): Promise<Fetched> => {
    const fetched = reader.fetch({ topic, partition, offset, isolation });
    fetched.catch(() => undefined);
    return fetched;
  };
  return {
    next: async () => {
      if (offset >= logEnd) return undefined;
      let { records, nextOffset, bytes, end } = await (ahead ?? fetch());
      ahead = undefined;
      if (nextOffset <= offset && end <= offset && isolation === 'read_committed') {
        // An open transaction holds the rest back; a sink may have read it all the same.
        isolation = 'read_uncommitted';
        ({ records, nextOffset, bytes, end } = await fetch());
      }
      if (nextOffset <= offset && end <= offset) return undefined;
      offset = nextOffset;
      if (offset < logEnd && bytes <= MAX_BYTES_AHEAD) ahead = fetch();
      return records;
    },
    seek: (to) => {
      offset = to;
      ahead = undefined;
      isolation = 'read_committed';
    },
  };
}
