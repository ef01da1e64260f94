import { type JoinOptions, type JoinState, type OpenObject, placeOf } from './join-state.ts';
import { isRemoved } from './compaction.ts';
import { compareLines } from './line-compare.ts';
import type { ExpectedLine } from './record-judge.ts';
import { isSameLine } from './same-line.ts';

/** So many lines (or all, when there are fewer) say whether an object holds what its name says. */
const TELLING_LINES = 3;

/** Holds the objects of a partition against its deliverable records, line by line, and resolves with what they cover. */
export async function joinPartition(options: JoinOptions): Promise<JoinState> {
  const state: JoinState = { covered: options.from, blind: false };
  for await (const open of options.objects) {
    options.tally.objects += 1;
    try {
      await joinObject(open, state, options);
    } finally {
      options.tally.bytes += open.lines.bytes();
      await open.lines.close();
    }
  }
  return state;
}

async function joinObject(open: OpenObject, state: JoinState, options: JoinOptions): Promise<void> {
  const { object, lines } = open;
  if (!(await lines.cursor.fill(TELLING_LINES))) {
    reportEnding(open, state, options);
    return;
  }
  if (object.start < options.low) {
    await joinStraddling(open, state, options);
    reportEnding(open, state, options);
    return;
  }
  await options.expected.fill();
  const next = options.expected.peek()?.offset;
  if (next !== object.start && !(await meetStart(open, state, options))) return;
  state.blind = false;
  await compareLines(open, state, options);
  reportEnding(open, state, options);
}

/** Brings the records to where the object begins and reports what is wrong with that place; says whether to read on. */
async function meetStart(open: OpenObject, state: JoinState, options: JoinOptions): Promise<boolean> {
  const { object } = open;
  const { expected } = options;
  const { covered } = state;
  if (object.start >= covered && (await isRemoved(object.start, options))) {
    expected.seek(covered);
    await passGap(open, state, options);
    state.covered = object.start;
    return true;
  }
  const fitsName = await holdsFrom(object.start, open, options);
  if (!fitsName && (await holdsFrom(covered, open, options))) {
    expected.seek(covered);
    await expected.fill();
    reportMisnamed(open, options);
  } else if (object.start < covered) {
    return passOverlap(open, state, options);
  } else {
    expected.seek(covered);
    await passGap(open, state, options);
  }
  return true;
}

/** Whether the first lines of the object are those of the records from an offset on. Leaves the records anywhere. */
async function holdsFrom(offset: number, { lines }: OpenObject, { expected }: JoinOptions): Promise<boolean> {
  expected.seek(offset);
  await expected.fill(TELLING_LINES);
  for (let ahead = 0; ahead < TELLING_LINES; ahead += 1) {
    const line = lines.cursor.peek(ahead);
    if (line === undefined) return ahead > 0;
    const record = expected.peek(ahead);
    if (record?.line === undefined || !isSameLine(record.line, line)) return false;
  }
  return true;
}

/** Goes over the records between what is covered and the object; those that must be in S3 are missing. */
async function passGap(open: OpenObject, state: JoinState, options: JoinOptions): Promise<void> {
  const { expected, fault } = options;
  let first: number | undefined;
  let count = 0;
  let record: ExpectedLine | undefined;
  while ((await expected.fill()) && (record = expected.peek()) && record.offset < open.object.start) {
    if (!record.optional) {
      first ??= record.offset;
      count += 1;
    }
    expected.skip();
  }
  if (first !== undefined && !state.blind) {
    const found = `the next object starts at ${open.object.start}`;
    fault('records-missing', {
      ...placeOf(open, options),
      offset: first,
      count,
      expected: 'an object with them',
      found,
    });
  }
  if (!options.compacted && record && record.offset !== open.object.start) reportMisnamed(open, options);
}

/**
 * Goes over the lines whose records an earlier object holds already. Where they are other rows, the rest of the object
 * is of no use either.
 */
async function passOverlap(open: OpenObject, state: JoinState, options: JoinOptions): Promise<boolean> {
  const { object, lines } = open;
  const { expected, fault } = options;
  const overlap = { same: 0, different: 0, firstDifferent: object.start };
  expected.seek(object.start);
  while ((await expected.fill()) && (await lines.cursor.fill())) {
    const [record, line] = [expected.peek(), lines.cursor.peek()];
    if (!record || line === undefined || record.offset >= state.covered) break;
    if (record.line === undefined || isSameLine(record.line, line)) overlap.same += 1;
    else if (overlap.different++ === 0) overlap.firstDifferent = record.offset;
    expected.skip();
    lines.cursor.skip();
  }
  expected.seek(state.covered);
  const place = placeOf(open, options);
  const expectation = `start at ${state.covered} or later`;
  const found = `start at ${object.start}`;
  if (overlap.different > 0) {
    const { firstDifferent: offset, different: count } = overlap;
    fault('records-overlap', { ...place, offset, count, expected: expectation, found });
  } else {
    fault('records-doubled', { ...place, offset: object.start, count: overlap.same, expected: expectation, found });
  }
  return overlap.different === 0;
}

/**
 * An object that begins before the log does: only its last lines have records. Where offsets below have holes nobody can
 * say which lines these are, so a difference proves nothing.
 */
async function joinStraddling(open: OpenObject, state: JoinState, options: JoinOptions): Promise<void> {
  const { cursor } = open.lines;
  let left = options.low - open.object.start;
  for (; left > 0 && (await cursor.fill()); left -= 1) cursor.skip();
  let differs = left > 0;
  await compareLines(open, state, { ...options, fault: () => (differs = true) });
  if (!differs) return;
  options.notProvable(`lines of \`${open.object.key}\`, which begins before the log does`);
  if (open.end !== undefined) await passTo(open.end, state, options);
}

/** Goes over the records before an offset, of which nobody can say whether they are in S3. */
async function passTo(end: number, state: JoinState, { expected }: JoinOptions): Promise<void> {
  for (; await expected.fill(); expected.skip()) if ((expected.peek()?.offset ?? end) >= end) break;
  state.covered = Math.max(state.covered, end);
}

function reportMisnamed(open: OpenObject, options: JoinOptions): void {
  const offset = options.expected.peek()?.offset;
  options.fault('object-misnamed', {
    ...placeOf(open, options),
    offset,
    expected: `start ${offset}`,
    found: `start ${open.object.start}`,
  });
}

function reportEnding(open: OpenObject, state: JoinState, options: JoinOptions): void {
  const ending = open.lines.ending();
  if (ending === undefined || ending === 'whole') return;
  const place = { ...placeOf(open, options), offset: open.object.start };
  if (ending === 'cut-off') {
    // The record whose line is cut off is the last that the object was to hold.
    options.fault('object-cut-off', { ...place, offset: Math.max(open.object.start, state.covered - 1) });
    return;
  }
  state.blind = true;
  options.fault(`object-${ending}`, place);
}
