import type { Bucket } from '../s3.ts';
import type { OpenObject } from './join-state.ts';
import { openLines } from './object-lines.ts';
import { keyOf, type Naming } from './object-names.ts';

/** So many objects are on their way at once: S3 answers in milliseconds, small objects are compared in less. */
const AHEAD = 8;

interface Objects {
  readonly topic: string;
  readonly partition: number;
  /** Below the topic's; with the default partitioner it follows from the partition. */
  readonly folder?: string;
  readonly naming: Naming & { readonly gzip: boolean };
  /** Offsets at which objects start, in order. */
  readonly starts: readonly number[];
  /** Committed offset of the sink, which is where its last object ends. */
  readonly committed: number | null;
}

/** Opens objects in order, a few ahead of the one that is looked at. */
export async function* openObjects(bucket: Bucket, objects: Objects): AsyncGenerator<OpenObject> {
  const opened: OpenObject[] = [];
  let next = 0;
  try {
    for (;;) {
      while (opened.length < AHEAD && next < objects.starts.length) {
        opened.push(open(bucket, objects, next));
        next += 1;
      }
      const first = opened.shift();
      if (!first) return;
      yield first;
    }
  } finally {
    await Promise.all(opened.map(({ lines }) => lines.close()));
  }
}

function open(
  bucket: Bucket,
  { topic, partition, folder, naming, starts, committed }: Objects,
  index: number,
): OpenObject {
  const start = starts[index] ?? 0;
  const key = keyOf(naming, { topic, partition, start, folder });
  const behindLast = committed !== null && committed > start ? committed : undefined;
  return {
    object: { bucket: bucket.name, key, start },
    lines: openLines(bucket, key, naming),
    end: starts[index + 1] ?? behindLast,
  };
}
