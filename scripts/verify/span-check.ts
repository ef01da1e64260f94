import { IS_ABSENT, IS_NULL } from '../records/avro-match.ts';
import { createKnownTexts } from '../records/known-texts.ts';
import type { RecordCursor } from '../records/record-cursor.ts';
import { readerOf } from './attribute-reader.ts';
import type { AttributeCheck } from './rule-check.ts';
import type { Tally } from './tally.ts';

/** Holds a record against the rules on its key and on the wanted fields, of which `spans` tell where they are in `line`. */
export type SpanCheck = (record: RecordCursor, line: Buffer, spans: Int32Array) => void;

/** The same checks as for a datum; a text that they found right before is not made to be checked again. */
export function createSpanCheck(
  checks: readonly AttributeCheck[],
  { wanted, tally }: { readonly wanted: readonly string[]; readonly tally: Tally },
): SpanCheck {
  const keyChecks = checks.filter(({ attribute }) => attribute.part === 'key');
  const readKeys = keyChecks.map(({ attribute }) => readerOf(attribute));
  const fields = wanted.map((name) => {
    const own = checks.filter(({ attribute }) => attribute.part === 'value' && attribute.field === name);
    return createFieldCheck(own, tally);
  });
  // One for all: millions of records would each make several.
  const span = { from: 0, to: 0 };
  return (record, line, spans) => {
    for (let index = 0; index < fields.length; index += 1) {
      span.from = spans[index * 2] ?? IS_ABSENT;
      span.to = spans[index * 2 + 1] ?? 0;
      fields[index]?.(record, line, span);
    }
    for (let index = 0; index < keyChecks.length; index += 1) {
      keyChecks[index]?.judge(readKeys[index]?.(record, undefined), record);
    }
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function createFieldCheck(checks: readonly AttributeCheck[], tally: Tally) {
  const right = createKnownTexts();
  const [only] = checks.length === 1 ? checks : [];
  /** How many rules there are on a text, which is the same for each. */
  let rules = checks.length;
  return (record: RecordCursor, line: Buffer, { from, to }: Span): void => {
    if (from >= 0 && (only?.holdsBytes?.(line, from, to) || right.has(line, from, to))) {
      tally.ruled += rules;
      return;
    }
    const before = tally.ruled;
    const value = from === IS_ABSENT ? undefined : from === IS_NULL ? null : line.toString('utf8', from, to);
    let isRight = true;
    for (const check of checks) isRight = check.judge(value, record) && isRight;
    if (from < 0 || !isRight) return;
    rules = tally.ruled - before;
    right.add(line, from, to);
  };
}
