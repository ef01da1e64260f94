import type { Bucket } from '../s3.ts';
import type { FaultSink } from './faults.ts';
import { linesOfFolder } from './folder-lines.ts';
import { createFolderState, type DigestedObject, type FolderState } from './folder-state.ts';
import { joinPartition } from './join.ts';
import type { ExpectedLines } from './join-state.ts';
import { digestObject } from './object-digest.ts';
import { keyOf } from './object-names.ts';
import { openObjects } from './open-objects.ts';
import { createPending, type Pending } from './pending.ts';
import type { ExpectedLine } from './record-judge.ts';
import type { ScanJob } from './scan-job.ts';
import type { SinkPlan } from './sink-plan.ts';
import type { Tally } from './tally.ts';

/** So many objects are read at once. */
const AT_ONCE = 8;
const AT_ONCE_LINES = 256;

interface JoinOptions {
  readonly job: ScanJob;
  readonly sink: SinkPlan;
  readonly bucket: Bucket;
  /** The lines of the partition, each with its folder. */
  readonly expected: ExpectedLines;
  readonly tally: Tally;
  readonly fault: FaultSink;
  /** Takes a sentence on what could not be judged. */
  readonly notProvable: (what: string) => void;
}

/**
 * Holds the objects of a partition against its deliverable records where a partitioner spreads these over folders, each
 * with objects of its own. The objects are read first, as digests; then the records are gone over once, and each has to
 * be the next one of its folder. A folder in which something does not fit is then looked at line by line. Resolves with
 * the offset up to which everything is in S3.
 */
export async function joinFolders(options: JoinOptions): Promise<number> {
  const { job, expected, tally } = options;
  const folders = await digestFolders(options);
  const pending = createPending(job);
  const owners = ownersOf(folders);
  const misplaced = new Set<string>();
  const unplaced = { count: 0, offset: 0 };
  let end = job.low;
  for (; await hasNext(expected); expected.skip()) {
    const line = expected.peek();
    if (!line) break;
    const { folder, offset } = line;
    if (folder === undefined) {
      if (!line.optional && unplaced.count++ === 0) unplaced.offset = offset;
      continue;
    }
    for (const owner of owners.get(offset) ?? []) {
      if (owner === folder) continue;
      misplaced.add(keyOf(options.sink, { ...job, folder: owner, start: offset }));
      reportMisplaced(line, owner, options);
    }
    const state = folders.get(folder) ?? createFolderState([]);
    folders.set(folder, state);
    const became = state.take(line);
    if (became === 'pending') pending.add(line, folder);
    else if (became === 'held') pending.hold(line);
    if (became === 'held') end = offset + 1;
  }
  for (const [folder, state] of folders) await settleFolder({ folder, state, pending, misplaced }, options);
  pending.report(tally, options.fault);
  if (unplaced.count > 0) options.notProvable(describeUnplaced(unplaced, job));
  return pending.first() ?? end;
}

function describeUnplaced({ count, offset }: { count: number; offset: number }, { topic, partition }: ScanJob): string {
  return `in which folder ${count} records of ${topic}-${partition} belong, the first at offset ${offset}`;
}

/** Lines one by one would be decoded one by one. */
function hasNext(expected: ExpectedLines): Promise<boolean> | true {
  return expected.peek() !== undefined || expected.fill(AT_ONCE_LINES);
}

async function digestFolders({ job, sink, bucket, notProvable }: JoinOptions): Promise<Map<string, FolderState>> {
  const found = new Map<string, DigestedObject[]>();
  const queue = [...job.folders].flatMap(([folder, starts]) => starts.map((start) => ({ folder, start })));
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { folder, start } = next;
      const key = keyOf(sink, { ...job, folder, start });
      const objects = found.get(folder) ?? [];
      found.set(folder, objects);
      // Which of its lines have records nobody can say, for the offsets in a folder have gaps.
      if (start < job.low) notProvable(`lines of \`${key}\`, which begins before the log does`);
      else objects.push({ start, ...(await digestObject(bucket, key, sink)) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const objects of found.values()) objects.sort((a, b) => a.start - b.start);
  return new Map([...found].map(([folder, objects]) => [folder, createFolderState(objects)]));
}

/** The folders that have an object of a start. */
function ownersOf(folders: ReadonlyMap<string, FolderState>): Map<number, string[]> {
  const owners = new Map<number, string[]>();
  for (const [folder, { objects }] of folders) {
    for (const { start } of objects) owners.set(start, [...(owners.get(start) ?? []), folder]);
  }
  return owners;
}

interface Folder {
  readonly folder: string;
  readonly state: FolderState;
  readonly pending: Pending;
  /** Keys of objects that belong in other folders, and were reported. */
  readonly misplaced: ReadonlySet<string>;
}

/** Counts a folder in which everything fits, and looks at one line by line in which something does not. */
async function settleFolder({ state, ...rest }: Folder, options: JoinOptions): Promise<void> {
  const { tally } = options;
  if (!state.isOdd() && !state.isLeft()) {
    tally.objects += state.objects.length;
    for (const { lines, bytes } of state.objects) {
      tally.lines += lines;
      tally.bytes += bytes;
    }
    return;
  }
  if (!state.isVisited()) {
    if (options.job.compacted)
      options.notProvable(`folder \`${rest.folder}\`, whose records compaction may have removed`);
    else reportForeign({ state, ...rest }, options);
    return;
  }
  await joinFolder({ state, ...rest }, options);
}

async function joinFolder({ folder, state, pending, misplaced }: Folder, options: JoinOptions): Promise<void> {
  const { job, sink, bucket, tally, fault, notProvable } = options;
  const expected = linesOfFolder(options.expected, folder);
  const isOwn = (start: number) => !misplaced.has(keyOf(sink, { ...job, folder, start }));
  const starts = state.objects.map(({ start }) => start).filter(isOwn);
  const from = (job.folders.get(folder)?.[0] ?? job.low) < job.low ? (starts[0] ?? job.logEnd) : job.low;
  expected.seek(from);
  const place = { topic: job.topic, partition: job.partition, low: job.low, from, compacted: job.compacted };
  const objects = openObjects(bucket, { ...job, folder, naming: sink, starts, committed: null });
  const { removed } = tally;
  const { blind } = await joinPartition({ ...place, expected, objects, tally, fault, notProvable });
  // The offsets of a folder have gaps of their own, so a hole does not tell how many records were there.
  if (tally.removed > removed) notProvable(`lines of folder \`${folder}\`, whose records compaction may have removed`);
  if (blind) return;
  for (; await hasNext(expected); expected.skip()) {
    const line = expected.peek();
    if (line && !line.optional) pending.add(line, folder);
  }
}

/** The object of a record that belongs elsewhere. */
function reportMisplaced({ offset, folder }: ExpectedLine, owner: string, options: JoinOptions): void {
  const { job, sink, fault } = options;
  const [expected, found] = [folder, owner].map((each) => keyOf(sink, { ...job, folder: each, start: offset }));
  const place = { topic: job.topic, partition: job.partition, offset, object: `${sink.bucket}/${found}` };
  fault('object-misplaced', { ...place, expected, found });
}

/** A folder in which no record belongs. */
function reportForeign({ folder, state, misplaced }: Folder, { job, sink, fault }: JoinOptions): void {
  const foreign = state.objects.filter(({ start }) => !misplaced.has(keyOf(sink, { ...job, folder, start })));
  const [first] = foreign;
  if (!first) return;
  const object = `${sink.bucket}/${keyOf(sink, { ...job, folder, start: first.start })}`;
  const place = { topic: job.topic, partition: job.partition, offset: first.start, object };
  const expected = 'a folder in which a record belongs';
  fault('object-misplaced', { ...place, count: foreign.length, expected, found: folder });
}
