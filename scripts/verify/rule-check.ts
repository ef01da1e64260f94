import type { KafkaRecord } from '../records/batch.ts';
import { type AttributeReader, readerOf } from './attribute-reader.ts';
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
  const checks = [
    ...options.collects.map((attribute) => collector(attribute, options)),
    ...options.rules.references
      .filter(({ from }) => from.topic === options.topic)
      .map((rule) => referenceCheck(rule, options)),
    ...options.rules.ranges.filter(({ of }) => of.topic === options.topic).map((rule) => rangeCheck(rule, options)),
  ];
  return (record, datum) => {
    for (const check of checks) check(record, datum);
  };
}

function collector(attribute: Attribute, { keys }: RuleCheckOptions): RuleCheck {
  const read = readerOf(attribute);
  const known = keys.get(nameOf(attribute));
  return (record, datum) => {
    const value = read(record, datum);
    if (value !== null && value !== undefined) known?.add(value);
  };
}

interface Judgement {
  readonly read: AttributeReader;
  readonly nullable: boolean;
  readonly holds: (value: string) => boolean;
  readonly report: (record: KafkaRecord, value: string | null) => void;
}

function createJudgement({ read, nullable, holds, report }: Judgement, tally: Tally): RuleCheck {
  return (record, datum) => {
    const value = read(record, datum);
    if (value === undefined || (value === null && nullable)) return;
    tally.ruled += 1;
    if (value === null || !holds(value)) report(record, value);
  };
}

function referenceCheck({ from, to, nullable }: ReferenceRule, options: RuleCheckOptions): RuleCheck {
  const { topic, partition, fault, tally } = options;
  const keys = options.keys.get(nameOf(to));
  if (!keys) return () => undefined;
  const report = ({ offset }: KafkaRecord, value: string | null) => {
    const found = `${nameOf(from)} is ${value === null ? 'null' : `\`${value}\``}`;
    fault('reference-dangling', { topic, partition, offset, expected: `a ${nameOf(to)}`, found });
  };
  return createJudgement({ read: readerOf(from), nullable, holds: (value) => keys.has(value), report }, tally);
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WHOLE = /^-?\d+$/;

function rangeCheck({ of, min, max, whole, nullable }: RangeRule, options: RuleCheckOptions): RuleCheck {
  const { topic, partition, fault, tally } = options;
  const shape = whole ? WHOLE : NUMBER;
  const expected = `${nameOf(of)} ${describeRange(min, max)}`;
  const report = ({ offset }: KafkaRecord, value: string | null) => {
    fault('value-out-of-range', { topic, partition, offset, expected, found: String(value) });
  };
  const holds = remember((value) => shape.test(value) && Number(value) >= min && Number(value) <= max);
  return createJudgement({ read: readerOf(of), nullable, holds, report }, tally);
}

/** Values in a range are often few. */
const MAX_REMEMBERED = 4096;

function remember(judge: (value: string) => boolean): (value: string) => boolean {
  const known = new Map<string, boolean>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const verdict = judge(value);
    if (known.size < MAX_REMEMBERED) known.set(value, verdict);
    return verdict;
  };
}

function describeRange(min: number, max: number): string {
  if (max === Infinity) return `of ${min} at least`;
  return min === -Infinity ? `of ${max} at most` : `from ${min} to ${max}`;
}
