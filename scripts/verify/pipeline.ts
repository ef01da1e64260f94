import type { Connector, ConnectorConfig } from '../connect-api.ts';
import { type ConnectorFile, registriesOf } from '../connector-files.ts';
import { topicsOf } from '../consumer-groups.ts';
import { generatedTopics, isGenerator, rulesOf } from './generator-rules.ts';
import { judgeable } from './judgeable-rules.ts';
import { attributesIn, mergeRules, NO_RULES, type Rules } from './rules.ts';
import { isGlueAvro, listOf } from './sink-limits.ts';
import { isS3Sink, planSink, type SinkPlan } from './sink-plan.ts';

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
  readonly userRules?: Rules & { readonly schemas?: readonly { readonly topic: string }[] };
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
  const [registry] = registriesOf(all.map((connector) => ({ path: '', ...connector })));
  const planned = all
    .filter(({ config }) => isS3Sink(config))
    .map(({ name, config }) => planSink(name, { ...DEFAULTS[flavour], ...config }, namedTopics(config, present)))
    .map((sink) => limitRegion(sink, registry?.region));
  const { generators, unreadable, readable, undecodable } = sortTopics(all, planned);
  const configs = all.map(({ config }) => ({ config, topics: topicsIn(config, present) }));
  const merged = mergeRules([...generators.map(({ config }) => rulesOf(config)), userRules]);
  const { rules, notProvable } = judgeable(merged, { undecodable, configs });
  const schemas = (userRules.schemas ?? []).map(({ topic }) => topic);
  const ruled = [...attributesIn(userRules).map(({ topic }) => topic), ...schemas];
  return {
    sinks: planned.filter((sink) => sink.notProvable.length === 0),
    rules,
    topics: [...new Set([...readable, ...ruled])].filter((topic) => !undecodable.includes(topic)).toSorted(),
    registry: registry?.name ?? 'default-registry',
    registryRegion: registry?.region ?? 'us-east-1',
    notProvable: [
      ...connectors.filter(isOtherSink).map(({ name }) => `what connector \`${name}\` writes: it is no S3 sink`),
      ...unreadable.map(({ name, config }) => `converter \`${config['value.converter']}\` of connector \`${name}\``),
      ...planned.flatMap((sink) => sink.notProvable),
      ...notProvable,
      ...schemas
        .filter((topic) => undecodable.includes(topic))
        .map((topic) => `the schema of \`${topic}\`: its values are not read with Glue's Avro converter`),
    ],
  };
}

/** Which topics hold values of Glue's Avro converter, as far as sinks and generators say, and which do not. */
function sortTopics(all: readonly Named[], planned: readonly SinkPlan[]) {
  const generators = all.filter(({ config }) => isGenerator(config));
  const unreadable = generators.filter(({ config }) => config['value.converter'] && !isGlueAvro(config));
  const generated = (of: readonly Named[]) => of.flatMap(({ config }) => generatedTopics(config));
  const readable = [
    ...planned.filter((sink) => sink.isGlueAvro).flatMap((sink) => sink.topics),
    ...generated(generators.filter((each) => !unreadable.includes(each))),
  ];
  const named = [...planned.flatMap((sink) => sink.topics), ...generated(unreadable)];
  return { generators, unreadable, readable, undecodable: named.filter((topic) => !readable.includes(topic)) };
}

function isOtherSink({ type, config }: Connector): boolean {
  return type === 'sink' && !isS3Sink(config);
}

/** Schema version ids are looked up in one region. */
function limitRegion(sink: SinkPlan, region: string | undefined): SinkPlan {
  if (!sink.isGlueAvro || !sink.registryRegion || sink.registryRegion === region) return sink;
  const problem = `schemas in ${sink.registryRegion} of connector \`${sink.name}\`, while others are in ${region}`;
  return { ...sink, isGlueAvro: false, notProvable: [...sink.notProvable, problem] };
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
