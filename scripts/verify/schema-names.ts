import type { ConnectorConfig } from '../connect-api.ts';

/** Where the schema of a topic lies; without a name nobody knows which one it is. */
export interface SchemaPlace {
  readonly registry: string;
  readonly schema: string | undefined;
}

interface Named {
  readonly name: string;
  readonly config: ConnectorConfig;
  /** The topics that the connector writes or reads. */
  readonly topics: readonly string[];
}

const NAME = 'value.converter.schemaName';
const STRATEGY = 'value.converter.schemaNameGenerationClass';
const DEFAULT_STRATEGY = /(^|\.)AWSSchemaNamingStrategyDefaultImpl$/;

/**
 * Names of schemas by topic, where they are not those of the topics; `undefined` where a class makes them up. The rules
 * are those of `GlueSchemaRegistryKafkaSerializer`, which heeds a name before a class.
 */
export function nameSchemas(connectors: readonly Named[]): ReadonlyMap<string, string | undefined> {
  const names = connectors
    .filter(({ config }) => config[NAME] || strategyOf(config))
    .flatMap(({ config, topics }) => topics.map((topic) => [topic, config[NAME] || undefined] as const));
  return new Map(names);
}

/** Sentences on schemas whose names cannot be known. */
export function describeUnnamed(connectors: readonly Named[]): string[] {
  return connectors.flatMap(({ name, config, topics }) => {
    const strategy = config[NAME] || topics.length === 0 ? undefined : strategyOf(config);
    return strategy ? [`names of schemas that \`${strategy}\` of connector \`${name}\` makes up`] : [];
  });
}

function strategyOf(config: ConnectorConfig): string | undefined {
  const strategy = config[STRATEGY];
  return strategy && !DEFAULT_STRATEGY.test(strategy) ? strategy : undefined;
}
