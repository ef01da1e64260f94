import { firstEdit, type Stretch } from './align.ts';
import { countRemoved } from './compaction.ts';
import type { Cursor } from './cursor.ts';
import type { FaultKind } from './faults.ts';
import { type JoinOptions, type JoinState, type OpenObject, placeOf } from './join-state.ts';
import type { ExpectedLine } from './record-judge.ts';
import { differenceOf, isObjectLine, isSameLine, parseLine } from './same-line.ts';

/** How far to look for where an object and the records agree again. */
const WINDOW = 64;
/** So many lines are looked at before it is tried again whether the next ones are plainly right. */
const MAX_BITE = 1024;

/** Holds the lines of an object against the next deliverable records, until the object is at its end. */
export async function compareLines(open: OpenObject, state: JoinState, options: JoinOptions): Promise<void> {
  const { cursor } = open.lines;
  const { expected, tally } = options;
  const at = { line: 1 };
  let bite = 1;
  for (;;) {
    if (cursor.loaded() === 0 && expected.loaded() === 0) {
      const passed = await passQuickly(open, state, options);
      at.line += passed;
      bite = passed > 0 ? 1 : Math.min(bite * 2, MAX_BITE);
    }
    const line = cursor.peek();
    const record = expected.peek();
    if (line !== undefined && record !== undefined) {
      if (record.line === line) {
        cursor.skip();
        expected.skip();
        state.covered = record.offset + 1;
        at.line += 1;
        tally.lines += 1;
      } else {
        await settle({ line, record, at, open, state, options });
      }
    } else if (line === undefined) {
      if (!(await cursor.fill(expected.loaded() || bite))) return;
    } else if (!(await expected.fill(cursor.loaded()))) {
      await reportBeyondEnd(at.line, open, { state, options });
      return;
    }
  }
}

/** Goes over the lines that are plainly right and says how many they were. */
async function passQuickly({ lines }: OpenObject, state: JoinState, { expected, tally }: JoinOptions): Promise<number> {
  let passed = 0;
  for (let block = await lines.block(); block; block = await lines.block()) {
    const proved = await expected.prove(block);
    if (proved.lines === 0) break;
    passed += proved.lines;
    state.covered = proved.end;
  }
  tally.lines += passed;
  return passed;
}

interface Difference {
  readonly line: string;
  readonly record: ExpectedLine;
  readonly at: { line: number };
  readonly open: OpenObject;
  readonly state: JoinState;
  readonly options: JoinOptions;
}

/** A line whose text is not that of the record: finds out what is wrong, if anything, and goes on behind it. */
async function settle(difference: Difference): Promise<void> {
  const { line, record, open, options } = difference;
  if (record.line === undefined) return pass(difference, { lines: (await isLeftOut(difference)) ? 0 : 1, records: 1 });
  if (isSameLine(record.line, line)) {
    options.tally.lines += 1;
    return pass(difference, { lines: 1, records: 1 });
  }
  const removed = await countRemoved(difference);
  if (removed > 0) return passRemoved(difference, removed);
  if (record.optional) return options.expected.skip();
  await Promise.all([open.lines.cursor.fill(WINDOW), options.expected.fill(WINDOW)]);
  if (open.lines.cursor.peek(1) === undefined && open.lines.ending() === 'cut-off') {
    return pass(difference, { lines: 1, records: 1 });
  }
  reportDifference(difference);
}

/** Of a record that is gone only so much is known: its line is a whole object. */
function passRemoved({ open, state, at, options }: Difference, count: number): void {
  const { cursor } = open.lines;
  for (let left = count; left > 0; left -= 1) {
    const found = cursor.peek() ?? '';
    if (!isObjectLine(found)) {
      const place = { ...placeOf(open, options), offset: state.covered, line: at.line };
      options.fault('line-not-json', { ...place, expected: 'the row of a record that compaction removed', found });
    }
    cursor.skip();
    options.tally.removed += 1;
    state.covered += 1;
    at.line += 1;
  }
}

/**
 * Whether the sink passed over a record that does not decode: then the line is that of the next one that does. A
 * converter minds less than verify, for one bytes behind a record.
 */
async function isLeftOut({ line, record, options: { expected } }: Difference): Promise<boolean> {
  if (!record.optional) return false;
  await expected.fill(WINDOW);
  for (let ahead = 1; ahead < WINDOW; ahead += 1) {
    const next = expected.peek(ahead);
    if (next?.line !== undefined) return isSameLine(next.line, line);
  }
  return false;
}

function reportDifference(difference: Difference): void {
  const edit = firstEdit(stretchOf(difference));
  const { kind, count } = edit;
  if (kind === 'line-differs') {
    report(parseLine(difference.line) ? kind : 'line-not-json', difference, 1);
    pass(difference, { lines: 1, records: 1 });
  } else if (kind === 'lines-swapped') {
    report(kind, difference, 2);
    pass(difference, { lines: count + 1, records: count + 1 });
  } else {
    report(kind, difference, count);
    pass(difference, kind === 'line-extra' ? { lines: count, records: 0 } : { lines: 0, records: count });
  }
}

/** What of the object and of the records is loaded; records behind the object's end belong to the next object. */
function stretchOf({ open, options }: Difference): Stretch {
  const loaded = peekAll(options.expected);
  const expected = loaded.filter(({ offset }) => open.end === undefined || offset < open.end);
  const found = peekAll(open.lines.cursor);
  return {
    expected,
    found,
    expectedEnds: expected.length < WINDOW,
    foundEnds: open.end !== undefined && found.length < WINDOW,
  };
}

function peekAll<T>(cursor: Cursor<T>): T[] {
  const items: T[] = [];
  for (let item = cursor.peek(); item !== undefined && items.length < WINDOW; item = cursor.peek(items.length)) {
    items.push(item);
  }
  return items;
}

function pass({ at, open, state, options }: Difference, passed: { lines: number; records: number }): void {
  const last = passed.records > 0 ? options.expected.peek(passed.records - 1) : undefined;
  if (last) state.covered = last.offset + 1;
  options.expected.skip(passed.records);
  open.lines.cursor.skip(passed.lines);
  at.line += passed.lines;
}

function report(kind: FaultKind, { line, record, at, open, options }: Difference, count: number): void {
  const { expected, found } = differenceOf(record.line ?? '', line);
  const place = placeOf(open, options);
  options.fault(kind, { ...place, offset: record.offset, line: at.line, count, expected, found });
}

interface Place {
  readonly state: JoinState;
  readonly options: JoinOptions;
}

async function reportBeyondEnd(line: number, open: OpenObject, { state, options }: Place): Promise<void> {
  const { cursor } = open.lines;
  let count = 0;
  for (; await cursor.fill(); count += 1) cursor.skip();
  const found = `${count} more lines`;
  const place = { ...placeOf(open, options), offset: state.covered, line, count };
  options.fault('lines-beyond-end', { ...place, expected: `the log ends at ${state.covered}`, found });
}
