import type { Connector, ConnectorConfig } from '../connect-api.ts';
import { type ConnectorFile, registriesOf } from '../connector-files.ts';
import { topicsOf } from '../consumer-groups.ts';
import { generatedTopics, isGenerator, rulesOf } from './generator-rules.ts';
import { judgeable } from './judgeable-rules.ts';
import { attributesIn, mergeRules, NO_RULES, type Rules } from './rules.ts';
import { isS3Sink, listOf, planSink, type SinkPlan } from './sink-plan.ts';

/** What is deployed, as far as verify has a question to it. */
export interface Pipeline {
  /** Sinks whose objects follow from the records. */
  readonly sinks: readonly SinkPlan[];
  readonly rules: Rules;
  /** Topics that the configurations and the user's rules name; not all of them may exist yet. */
  readonly topics: readonly string[];
  /** Name and region of the registry, as the first converter that has one names it. */
  readonly registry: string;
  readonly registryRegion: string;
  readonly notProvable: readonly string[];
}

/** Confluent's sink takes the time at which it gets a record unless it is told otherwise. */
const DEFAULTS = {
  bundled: { 'timestamp.extractor': 'Record' },
  upstream: { 'timestamp.extractor': 'Wallclock' },
} as const;

interface Named {
  readonly name: string;
  readonly config: ConnectorConfig;
}

/** What a pipeline is described from beside its live connectors. */
interface Sources {
  readonly files: readonly ConnectorFile[];
  /** Topics that exist. */
  readonly present: readonly string[];
  /** Which connectors are deployed: where a key is not set their defaults differ. */
  readonly flavour?: 'bundled' | 'upstream';
  readonly userRules?: Rules;
}

/**
 * Reads the pipeline off the live connectors. One that is missing is read off its file: its data can still be judged.
 */
export function describePipeline(
  connectors: readonly Connector[],
  { files, present, flavour = 'bundled', userRules = NO_RULES }: Sources,
): Pipeline {
  const live = new Set(connectors.map(({ name }) => name));
  const all: Named[] = [...connectors, ...files.filter(({ name }) => !live.has(name))];
  const planned = all
    .filter(({ config }) => isS3Sink(config))
    .map(({ name, config }) => planSink(name, { ...DEFAULTS[flavour], ...config }, namedTopics(config, present)));
  const generators = all.filter(({ config }) => isGenerator(config)).map(({ config }) => config);
  const [registry] = registriesOf(all.map((connector) => ({ path: '', ...connector })));
  const undecodable = planned.filter((sink) => !sink.isGlueAvro).flatMap(({ topics }) => topics);
  const configs = all.map(({ config }) => ({ config, topics: topicsIn(config, present) }));
  const merged = mergeRules([...generators.map(rulesOf), userRules]);
  const { rules, notProvable } = judgeable(merged, { undecodable, configs });
  const topics = [
    ...planned.flatMap((sink) => sink.topics),
    ...generators.flatMap(generatedTopics),
    ...attributesIn(userRules).map(({ topic }) => topic),
  ];
  return {
    sinks: planned.filter((sink) => sink.notProvable.length === 0),
    rules,
    topics: [...new Set(topics)].filter((topic) => !undecodable.includes(topic)).toSorted(),
    registry: registry?.name ?? 'default-registry',
    registryRegion: registry?.region ?? 'us-east-1',
    notProvable: [...planned.flatMap((sink) => sink.notProvable), ...notProvable],
  };
}

/** The topics that a connector names: a sink those it reads, a generator those it writes. */
function topicsIn(config: ConnectorConfig, present: readonly string[]): string[] {
  if (isGenerator(config)) return generatedTopics(config);
  return config['topics'] || config['topics.regex'] ? namedTopics(config, present) : [];
}

/** The topics of a sink: those it names, present or not, or those of the present ones that match. */
function namedTopics(config: ConnectorConfig, present: readonly string[]): string[] {
  return config['topics'] ? listOf(config['topics']) : topicsOf(config, present);
}
