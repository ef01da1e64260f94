import type { ConnectorConfig } from '../connect-api.ts';
import type { Question } from './faults.ts';
import { type Attribute, attributesIn, nameOf, type Rules } from './rules.ts';
import type { Unprovable } from './unprovable.ts';

interface Facts {
  /** Topics whose values no Glue converter reads. */
  readonly undecodable: readonly string[];
  /** Configurations of connectors, each with the topics that it names. */
  readonly configs: readonly { readonly config: ConnectorConfig; readonly topics: readonly string[] }[];
}

interface Judgeable {
  readonly rules: Rules;
  /** Sentences on the rules that were left out. */
  readonly notProvable: readonly Unprovable[];
}

const TEXT_KEYS = /(^|\.)StringConverter$/;

/** Sorts out the rules on what verify does not read: values of other converters, keys that are more than a text. */
export function judgeable(rules: Rules, facts: Facts): Judgeable {
  const problems = new Map(attributesIn(rules).map((attribute) => [nameOf(attribute), findProblem(attribute, facts)]));
  const isFine = (attribute: Attribute) => problems.get(nameOf(attribute)) === undefined;
  return {
    rules: {
      references: rules.references.filter(({ from, to }) => isFine(from) && isFine(to)),
      ranges: rules.ranges.filter(({ of }) => isFine(of)),
    },
    notProvable: [...problems].flatMap(([name, problem]) =>
      problem ? [{ what: `rules on ${name}: ${problem}`, of: questionsOf(name, rules) }] : [],
    ),
  };
}

function questionsOf(name: string, { references, ranges }: Rules): Question[] {
  const refers = references.some(({ from, to }) => nameOf(from) === name || nameOf(to) === name);
  return [
    ...(refers ? (['references'] as const) : []),
    ...(ranges.some(({ of }) => nameOf(of) === name) ? (['ranges'] as const) : []),
  ];
}

function findProblem({ topic, part, field }: Attribute, { undecodable, configs }: Facts): string | undefined {
  if (undecodable.includes(topic)) return `the values of \`${topic}\` are not read with Glue's Avro converter`;
  if (part === 'value') return undefined;
  if (field) return 'it is a field of a key, and keys are read as text';
  const converters = configs
    .filter(({ topics }) => topics.includes(topic))
    .map(({ config }) => config['key.converter']);
  const other = converters.find((converter) => converter !== undefined && !TEXT_KEYS.test(converter));
  return other && `the key is written by \`${other}\`, and keys are read as text`;
}
