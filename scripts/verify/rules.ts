/** A value taken from a record: its key, the whole value, or a field of it. */
export interface Attribute {
  readonly topic: string;
  readonly part: 'key' | 'value';
  /** With dots into nested records; `undefined`: the key or the value itself. */
  readonly field: string | undefined;
}

/** Every `from` must have been written as `to`. */
export interface ReferenceRule {
  readonly from: Attribute;
  readonly to: Attribute;
  /** A null refers to nothing and is fine. */
  readonly nullable: boolean;
}

/** Every `of` is a number, or a text that spells one, from `min` to `max`, both included. */
export interface RangeRule {
  readonly of: Attribute;
  readonly min: number;
  readonly max: number;
  /** Only whole numbers. */
  readonly whole: boolean;
  readonly nullable: boolean;
}

export interface Rules {
  readonly references: readonly ReferenceRule[];
  readonly ranges: readonly RangeRule[];
}

export const NO_RULES: Rules = { references: [], ranges: [] };

/** `topic.key`, `topic.value`, or either with a field behind it: `topic.value.address.city`. */
export function parseAttribute(text: string): Attribute | undefined {
  const [, topic, part, field] = /^(.+?)\.(key|value)(?:\.(.+))?$/.exec(text.trim()) ?? [];
  return topic && (part === 'key' || part === 'value') ? { topic, part, field } : undefined;
}

/** An attribute as a directive or a message names it: `order.value.customer_id`. */
export function nameOf({ topic, part, field }: Attribute): string {
  return [topic, part, field].filter(Boolean).join('.');
}

/** The rules of several sources as one, each rule once. */
export function mergeRules(all: readonly Rules[]): Rules {
  const references = all.flatMap((rules) => rules.references);
  const ranges = all.flatMap((rules) => rules.ranges);
  return {
    references: [...new Map(references.map((rule) => [`${nameOf(rule.from)} ${nameOf(rule.to)}`, rule])).values()],
    ranges: [...new Map(ranges.map((rule) => [`${nameOf(rule.of)} ${rule.min} ${rule.max}`, rule])).values()],
  };
}

/** Every attribute that a rule looks at. */
export function attributesIn({ references, ranges }: Rules): Attribute[] {
  return [...references.flatMap(({ from, to }) => [from, to]), ...ranges.map(({ of }) => of)];
}
