import type { Connector, ConnectorConfig } from '../connect-api.ts';
import { type ConnectorFile, registriesOf } from '../connector-files.ts';
import { topicPattern, topicsOf } from '../consumer-groups.ts';
import { generatedTopics, isGenerator, rulesOf } from './generator-rules.ts';
import { judgeable } from './judgeable-rules.ts';
import { limitSink, type Surroundings } from './limit-sink.ts';
import { attributesIn, mergeRules, NO_RULES, type Rules } from './rules.ts';
import { describeUnnamed, nameSchemas, type SchemaPlace } from './schema-names.ts';
import { describeConverter, isGlueAvro, listOf } from './sink-limits.ts';
import { isS3Sink, planSink, type SinkPlan } from './sink-plan.ts';
import { OF_SINKS, OF_VALUES, unprovable, type Unprovable } from './unprovable.ts';

/** What is deployed, as far as verify has a question to it. */
export interface Pipeline {
  /** Sinks whose objects follow from the records. */
  readonly sinks: readonly SinkPlan[];
  /** Those too whose objects do not, as long as they read with Glue's Avro converter. */
  readonly readers: readonly SinkPlan[];
  /** Connectors that Connect does not have: they are read off their files. */
  readonly missing: ReadonlySet<string>;
  readonly rules: Rules;
  /** Topics that the configurations and the user's rules name; not all of them may exist yet. */
  readonly topics: readonly string[];
  /** Name and region of the registry, as the first converter that has one names it. */
  readonly registry: string;
  readonly registryRegion: string;
  /** See `nameSchemas`. */
  readonly schemaNames: ReadonlyMap<string, string | undefined>;
  readonly notProvable: readonly Unprovable[];
  /** Sentences on connectors that are judged only as far as others go. */
  readonly notes: readonly string[];
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
  /** The S3 that is read; `undefined` for AWS's own. */
  readonly s3Endpoint?: string | undefined;
  readonly userRules?: Rules & { readonly schemas?: readonly { readonly topic: string }[] };
}

/**
 * Reads the pipeline off the live connectors. One that is missing is read off its file: its data can still be judged.
 */
export function describePipeline(
  connectors: readonly Connector[],
  { files, present, flavour = 'bundled', s3Endpoint, userRules = NO_RULES }: Sources,
): Pipeline {
  const live = new Set(connectors.map(({ name }) => name));
  const missing = files.filter(({ name }) => !live.has(name));
  const all: Named[] = [...connectors, ...missing];
  const [registry] = registriesOf(all.map((connector) => ({ path: '', ...connector })));
  const planned = planSinks(all, { present, flavour, s3Endpoint, region: registry?.region });
  const { generators, unreadable, readable, undecodable } = sortTopics(all, planned);
  const configs = all.map(({ name, config }) => ({ name, config, topics: topicsIn(config, present) }));
  const merged = mergeRules([...generators.map(({ config }) => rulesOf(config)), userRules]);
  const { rules, notProvable } = judgeable(merged, { undecodable, configs });
  const schemas = (userRules.schemas ?? []).map(({ topic }) => topic);
  const ruled = [...attributesIn(userRules).map(({ topic }) => topic), ...schemas];
  return {
    sinks: planned.filter((sink) => sink.notProvable.length === 0),
    readers: planned.filter((sink) => sink.isGlueAvro),
    missing: new Set(missing.map(({ name }) => name)),
    rules,
    topics: [...new Set([...readable, ...ruled])].filter((topic) => !undecodable.includes(topic)).toSorted(),
    registry: registry?.name ?? 'default-registry',
    registryRegion: registry?.region ?? 'us-east-1',
    schemaNames: nameSchemas(configs),
    notes: connectors
      .filter(isOtherSource)
      .map(
        ({ name }) =>
          `what connector \`${name}\` writes is judged where a sink reads it: verify does not know its topics`,
      ),
    notProvable: [
      ...notProvable,
      ...listUnprovable({ connectors, unreadable, planned, configs }),
      ...unprovable(schemas.filter((topic) => undecodable.includes(topic)).map(describeUnread), ['schemas']),
    ],
  };
}

interface SinkSurroundings extends Surroundings, Pick<Required<Sources>, 'present' | 'flavour'> {}

function planSinks(all: readonly Named[], { present, flavour, ...surroundings }: SinkSurroundings): SinkPlan[] {
  return all
    .filter(({ config }) => isS3Sink(config))
    .map(({ name, config }) => {
      const plan = planSink(name, { ...DEFAULTS[flavour], ...config }, namedTopics(config, present));
      return limitSink(plan, config, surroundings);
    });
}

/** Which topics hold values of Glue's Avro converter, as far as sinks and generators say, and which do not. */
function sortTopics(all: readonly Named[], planned: readonly SinkPlan[]) {
  const generators = all.filter(({ config }) => isGenerator(config));
  const unreadable = generators.filter(({ config }) => !isGlueAvro(config));
  const generated = (of: readonly Named[]) => of.flatMap(({ config }) => generatedTopics(config));
  const readable = [
    ...planned.filter((sink) => sink.isGlueAvro).flatMap((sink) => sink.topics),
    ...generated(generators.filter((each) => !unreadable.includes(each))),
  ];
  const named = [...planned.flatMap((sink) => sink.topics), ...generated(unreadable)];
  return { generators, unreadable, readable, undecodable: named.filter((topic) => !readable.includes(topic)) };
}

interface Deployed {
  readonly connectors: readonly Connector[];
  readonly unreadable: readonly Named[];
  readonly planned: readonly SinkPlan[];
  readonly configs: Parameters<typeof describeUnnamed>[0];
}

function listUnprovable({ connectors, unreadable, planned, configs }: Deployed): Unprovable[] {
  return [
    ...unprovable(connectors.filter(isOtherSink).map(describeOtherSink), OF_SINKS),
    ...unprovable(unreadable.map(describeUnreadable), OF_VALUES),
    ...planned.flatMap((sink) => unprovable(sink.notProvable, sink.isGlueAvro ? OF_SINKS : OF_VALUES)),
    ...unprovable(describeUnnamed(configs), ['schemas']),
  ];
}

function describeOtherSink({ name }: Connector): string {
  return `what connector \`${name}\` writes: it is no S3 sink`;
}

function describeUnread(topic: string): string {
  return `the schema of \`${topic}\`: its values are not read with Glue's Avro converter`;
}

function describeUnreadable({ name, config }: Named): string {
  return `${describeConverter(config)} of connector \`${name}\``;
}

function isOtherSink({ type, config }: Connector): boolean {
  return type === 'sink' && !isS3Sink(config);
}

function isOtherSource({ type, config }: Connector): boolean {
  return type === 'source' && !isGenerator(config);
}

/** A record names its schema version by an id that no registry name is part of: what one sink reads all read. */
export function schemaPlaceOf(topic: string, { readers, registry, schemaNames }: Pipeline): SchemaPlace {
  const reader = readers.find(({ topics }) => topics.includes(topic));
  const schema = schemaNames.has(topic) ? schemaNames.get(topic) : topic;
  return { registry: reader?.registry ?? registry, schema };
}

/** The topics that a connector names: a sink those it reads, a generator those it writes. */
function topicsIn(config: ConnectorConfig, present: readonly string[]): string[] {
  if (isGenerator(config)) return generatedTopics(config);
  return config['topics'] || config['topics.regex'] ? namedTopics(config, present) : [];
}

/** The topics of a sink: those it names, present or not, or those of the present ones that match. */
function namedTopics(config: ConnectorConfig, present: readonly string[]): string[] {
  if (config['topics']) return listOf(config['topics']);
  return topicPattern(config) ? topicsOf(config, present) : [];
}
