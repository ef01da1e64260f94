import type { ConnectorConfig } from '../connect-api.ts';

/** A value taken from a record: its key, the whole value, or a field of it. */
export interface Attribute {
  readonly topic: string;
  readonly part: 'key' | 'value';
  /** `undefined`: the key or the value itself. */
  readonly field: string | undefined;
}

/** Every `from` must have been written as `to`. */
export interface ReferenceRule {
  readonly from: Attribute;
  readonly to: Attribute;
  /** A null refers to nothing and is fine. */
  readonly nullable: boolean;
}

/** Every `of` is a whole number in `[min, max)`. */
export interface RangeRule {
  readonly of: Attribute;
  readonly min: number;
  readonly max: number;
  readonly nullable: boolean;
}

export interface Rules {
  readonly references: readonly ReferenceRule[];
  readonly ranges: readonly RangeRule[];
}

const GENERATOR = /(^|\.)GeneratorSourceConnector$/;
const DIRECTIVE = /^gen(?<part>[kv])(?<primitive>p?)\.(?<topic>[^.]+)(?:\.(?<field>[^.]+))?\.(?<verb>with|matching)$/;
const NUMBER_BETWEEN = /^#\{\s*number\.number_?between\s+'(?<min>-?\d+)'\s*,\s*'(?<max>-?\d+)'\s*\}$/i;

export function isGenerator(config: ConnectorConfig): boolean {
  return GENERATOR.test(config['connector.class'] ?? '');
}

/**
 * What the directives of a generator promise about its records. `number_between 'a','b'` never gives b [seen with MSK
 * Data Generator 0.4]. A directive with `sometimes` promises nothing, so it does not match.
 */
export function rulesOf(config: ConnectorConfig): Rules {
  const references: ReferenceRule[] = [];
  const ranges: RangeRule[] = [];
  for (const [key, value] of Object.entries(config)) {
    const directive = DIRECTIVE.exec(key)?.groups;
    if (!directive) continue;
    const from = attributeOf(directive);
    const nullable = isNullable(config, from);
    if (directive['verb'] === 'matching') {
      const to = parseReference(value);
      if (to) references.push({ from, to, nullable });
    } else {
      const range = NUMBER_BETWEEN.exec(value)?.groups;
      if (range) ranges.push({ of: from, min: Number(range['min']), max: Number(range['max']), nullable });
    }
  }
  return { references, ranges };
}

/** Every topic that a generator's directives write to. */
export function generatedTopics(config: ConnectorConfig): string[] {
  return Object.keys(config).flatMap((key) => /^gen[kv]p?\.([^.]+)\./.exec(key)?.[1] ?? []);
}

/** `topic.key`, `topic.value`, `topic.key.field` or `topic.value.field`. */
export function parseReference(text: string): Attribute | undefined {
  const [, topic, part, field] = /^([^.]+)\.(key|value)(?:\.([^.]+))?$/.exec(text.trim()) ?? [];
  return topic && (part === 'key' || part === 'value') ? { topic, part, field } : undefined;
}

/** An attribute as a directive or a message names it: `order.value.customer_id`. */
export function nameOf({ topic, part, field }: Attribute): string {
  return [topic, part, field].filter(Boolean).join('.');
}

function attributeOf(directive: Readonly<Record<string, string | undefined>>): Attribute {
  return {
    topic: directive['topic'] ?? '',
    part: directive['part'] === 'k' ? 'key' : 'value',
    field: directive['primitive'] ? undefined : directive['field'],
  };
}

function isNullable(config: ConnectorConfig, { topic, part, field }: Attribute): boolean {
  const directive = `attr${part === 'key' ? 'k' : 'v'}${field ? '' : 'p'}.${topic}${field ? `.${field}` : ''}.null.rate`;
  return Number(config[directive] ?? 0) > 0;
}
