import type { KafkaRecord } from '../records/batch.ts';
import type { FaultSink } from './faults.ts';
import type { KeySet } from './key-set.ts';
import { type Attribute, nameOf, type RangeRule, type ReferenceRule, type Rules } from './rules.ts';
import type { Tally } from './tally.ts';

/** Holds a record against the rules; `datum` is `undefined` for a tombstone or a value that did not decode. */
export type RuleCheck = (record: KafkaRecord, datum: unknown) => void;

export interface RuleCheckOptions {
  readonly topic: string;
  readonly partition: number;
  readonly rules: Rules;
  /** By the name of the attribute that is referred to; complete for what this topic refers to. */
  readonly keys: ReadonlyMap<string, KeySet>;
  /** Attributes whose values this topic adds to its set. */
  readonly collects: readonly Attribute[];
  readonly tally: Tally;
  readonly fault: FaultSink;
}

/** A check of the rules that concern one topic. */
export function createRuleCheck(options: RuleCheckOptions): RuleCheck {
  const references = options.rules.references.filter(({ from }) => from.topic === options.topic);
  const ranges = options.rules.ranges.filter(({ of }) => of.topic === options.topic);
  return (record, datum) => {
    for (const attribute of options.collects) {
      const value = valueOf(attribute, record, datum);
      if (value !== null && value !== undefined) options.keys.get(nameOf(attribute))?.add(value);
    }
    for (const rule of references) checkReference(rule, { record, datum, options });
    for (const rule of ranges) checkRange(rule, { record, datum, options });
  };
}

interface Case {
  readonly record: KafkaRecord;
  readonly datum: unknown;
  readonly options: RuleCheckOptions;
}

function checkReference({ from, to, nullable }: ReferenceRule, { record, datum, options }: Case): void {
  const value = valueOf(from, record, datum);
  if (value === undefined || (value === null && nullable)) return;
  const keys = options.keys.get(nameOf(to));
  if (!keys) return;
  options.tally.ruled += 1;
  if (value !== null && keys.has(value)) return;
  const { topic, partition, fault } = options;
  const found = `${nameOf(from)} is ${value === null ? 'null' : `\`${value}\``}`;
  fault('reference-dangling', { topic, partition, offset: record.offset, expected: `a ${nameOf(to)}`, found });
}

function checkRange({ of, min, max, nullable }: RangeRule, { record, datum, options }: Case): void {
  const value = valueOf(of, record, datum);
  if (value === undefined || (value === null && nullable)) return;
  options.tally.ruled += 1;
  if (value !== null && /^-?\d+$/.test(value) && Number(value) >= min && Number(value) < max) return;
  const { topic, partition, fault } = options;
  const expected = `${nameOf(of)} from ${min} to ${max - 1}`;
  fault('value-out-of-range', { topic, partition, offset: record.offset, expected, found: String(value) });
}

/** The attribute as text; `undefined` when the record has nothing to say on it. */
function valueOf({ part, field }: Attribute, record: KafkaRecord, datum: unknown): string | null | undefined {
  if (part === 'key') return field ? undefined : record.key && record.key.toString();
  if (datum === undefined) return undefined;
  const value: unknown = field ? Reflect.get(Object(datum), field) : datum;
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? null);
}
