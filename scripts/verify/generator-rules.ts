import type { ConnectorConfig } from '../connect-api.ts';
import { type Attribute, parseAttribute, type RangeRule, type ReferenceRule, type Rules } from './rules.ts';

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
    const nullable = isNullable(config, directive);
    if (directive['verb'] === 'matching') {
      const to = parseAttribute(value.replaceAll('->', '.'));
      if (to) references.push({ from, to, nullable });
    } else {
      const range = NUMBER_BETWEEN.exec(value)?.groups;
      if (!range) continue;
      ranges.push({ of: from, min: Number(range['min']), max: Number(range['max']) - 1, whole: true, nullable });
    }
  }
  return { references, ranges };
}

/** Every topic that a generator's directives write to. */
export function generatedTopics(config: ConnectorConfig): string[] {
  return Object.keys(config).flatMap((key) => /^gen[kv]p?\.([^.]+)\./.exec(key)?.[1] ?? []);
}

type Directive = Readonly<Record<string, string | undefined>>;

/** A directive nests with `->`, a rule with a dot. */
function attributeOf(directive: Directive): Attribute {
  return {
    topic: directive['topic'] ?? '',
    part: directive['part'] === 'k' ? 'key' : 'value',
    field: directive['primitive'] ? undefined : directive['field']?.replaceAll('->', '.'),
  };
}

function isNullable(config: ConnectorConfig, { part, topic, field, primitive }: Directive): boolean {
  const named = primitive ? '' : `.${field}`;
  return Number(config[`attr${part}${primitive}.${topic}${named}.null.rate`] ?? 0) > 0;
}
