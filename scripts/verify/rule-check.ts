import type { KafkaRecord } from '../records/batch.ts';
import { readerOf } from './attribute-reader.ts';
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

/** Holds one attribute against one rule, or adds it to the keys that others may refer to. */
export interface AttributeCheck {
  readonly attribute: Attribute;
  /** Takes the attribute as an `AttributeReader` gives it, and says whether it is as it should be. */
  judge(value: string | null | undefined, record: Pick<KafkaRecord, 'offset'>): boolean;
  /** Whether an attribute is plainly as it should be, of which the text lies in `bytes`; `false` says nothing. */
  holdsBytes?(bytes: Buffer, from: number, to: number): boolean;
}

/** A check for each of the rules that concern one topic. */
export function createAttributeChecks(options: RuleCheckOptions): AttributeCheck[] {
  return [
    ...options.collects.map((attribute) => collector(attribute, options)),
    ...options.rules.references
      .filter(({ from }) => from.topic === options.topic)
      .flatMap((rule) => referenceCheck(rule, options) ?? []),
    ...options.rules.ranges.filter(({ of }) => of.topic === options.topic).map((rule) => rangeCheck(rule, options)),
  ];
}

/** All checks together. */
export function createRuleCheck(checks: readonly AttributeCheck[]): RuleCheck {
  const read = checks.map(({ attribute }) => readerOf(attribute));
  return (record, datum) => {
    for (const [index, check] of checks.entries()) check.judge(read[index]?.(record, datum), record);
  };
}

function collector(attribute: Attribute, { keys }: RuleCheckOptions): AttributeCheck {
  const known = keys.get(nameOf(attribute));
  const judge = (value: string | null | undefined) => {
    if (value !== null && value !== undefined) known?.add(value);
    return true;
  };
  return { attribute, judge };
}

interface Judgement {
  readonly attribute: Attribute;
  readonly nullable: boolean;
  readonly holds: (value: string) => boolean;
  readonly report: (offset: number, value: string | null) => void;
}

function createJudgement({ attribute, nullable, holds, report }: Judgement, tally: Tally): AttributeCheck {
  return {
    attribute,
    judge: (value, { offset }) => {
      if (value === undefined || (value === null && nullable)) return true;
      tally.ruled += 1;
      if (value !== null && holds(value)) return true;
      report(offset, value);
      return false;
    },
  };
}

function referenceCheck({ from, to, nullable }: ReferenceRule, options: RuleCheckOptions): AttributeCheck | undefined {
  const { topic, partition, fault, tally } = options;
  const keys = options.keys.get(nameOf(to));
  if (!keys) return undefined;
  const report = (offset: number, value: string | null) => {
    const found = `${nameOf(from)} is ${value === null ? 'null' : `\`${value}\``}`;
    fault('reference-dangling', { topic, partition, offset, expected: `a ${nameOf(to)}`, found });
  };
  const judgement = createJudgement({ attribute: from, nullable, holds: (value) => keys.has(value), report }, tally);
  return { ...judgement, holdsBytes: (bytes, start, end) => keys.hasBytes(bytes, start, end) };
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WHOLE = /^-?\d+$/;

function rangeCheck({ of, min, max, whole, nullable }: RangeRule, options: RuleCheckOptions): AttributeCheck {
  const { topic, partition, fault, tally } = options;
  const shape = whole ? WHOLE : NUMBER;
  const expected = `${nameOf(of)} ${describeRange(min, max)}`;
  const report = (offset: number, value: string | null) => {
    fault('value-out-of-range', { topic, partition, offset, expected, found: String(value) });
  };
  const holds = (value: string) => shape.test(value) && Number(value) >= min && Number(value) <= max;
  return createJudgement({ attribute: of, nullable, holds, report }, tally);
}

function describeRange(min: number, max: number): string {
  if (max === Infinity) return `of ${min} at least`;
  return min === -Infinity ? `of ${max} at most` : `from ${min} to ${max}`;
}
