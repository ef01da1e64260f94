import type { Connector, ConnectorConfig } from '../connect-api.ts';
import { type ConnectorFile, registriesOf } from '../connector-files.ts';
import { topicsOf } from '../consumer-groups.ts';
import { generatedTopics, isGenerator, type Rules, rulesOf } from './rules.ts';
import { isS3Sink, listOf, planSink, type SinkPlan } from './sink-plan.ts';

/** What is deployed, as far as verify has a question to it. */
export interface Pipeline {
  /** Sinks whose objects follow from the records. */
  readonly sinks: readonly SinkPlan[];
  readonly rules: Rules;
  /** Topics that the configurations name; not all of them may exist yet. */
  readonly topics: readonly string[];
  /** Name and region of the registry, as the first converter that has one names it. */
  readonly registry: string;
  readonly registryRegion: string;
  readonly notProvable: readonly string[];
}

interface Named {
  readonly name: string;
  readonly config: ConnectorConfig;
}

/**
 * Reads the pipeline off the live connectors. One that is missing is read off its file: its data can still be judged.
 */
export function describePipeline(
  connectors: readonly Connector[],
  files: readonly ConnectorFile[],
  presentTopics: readonly string[],
): Pipeline {
  const live = new Set(connectors.map(({ name }) => name));
  const all: Named[] = [...connectors, ...files.filter(({ name }) => !live.has(name))];
  const planned = all
    .filter(({ config }) => isS3Sink(config))
    .map(({ name, config }) => planSink(name, config, namedTopics(config, presentTopics)));
  const generators = all.filter(({ config }) => isGenerator(config)).map(({ config }) => config);
  const rules = generators.map(rulesOf);
  const [registry] = registriesOf(all.map((connector) => ({ path: '', ...connector })));
  const decodable = planned.filter((sink) => sink.isGlueAvro);
  const topics = [...decodable.flatMap((sink) => sink.topics), ...generators.flatMap(generatedTopics)];
  return {
    sinks: planned.filter((sink) => sink.notProvable.length === 0),
    rules: {
      references: rules.flatMap(({ references }) => references),
      ranges: rules.flatMap(({ ranges }) => ranges),
    },
    topics: [...new Set(topics)].toSorted(),
    registry: registry?.name ?? 'default-registry',
    registryRegion: registry?.region ?? 'us-east-1',
    notProvable: planned.flatMap(({ notProvable }) => notProvable),
  };
}

/** The topics of a sink: those it names, present or not, or those of the present ones that match. */
function namedTopics(config: ConnectorConfig, present: readonly string[]): string[] {
  return config['topics'] ? listOf(config['topics']) : topicsOf(config, present);
}
