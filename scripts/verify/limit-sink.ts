import type { ConnectorConfig } from '../connect-api.ts';
import { topicPattern } from '../consumer-groups.ts';
import type { SinkPlan } from './sink-plan.ts';

/** What is around a sink. */
export interface Surroundings {
  /** Schema version ids are looked up in one region. */
  readonly region: string | undefined;
  /** The S3 that is read; `undefined` for AWS's own. */
  readonly s3Endpoint: string | undefined;
}

/** Adds to a plan what cannot be proved because of what is around the sink. */
export function limitSink(sink: SinkPlan, config: ConnectorConfig, surroundings: Surroundings): SinkPlan {
  const region = findOtherRegion(sink, surroundings);
  const problems = [region, findOtherStore(config, surroundings), findUnknownTopics(sink, config)];
  const notProvable = problems.flatMap((problem) => (problem ? [`${problem} of connector \`${sink.name}\``] : []));
  if (notProvable.length === 0) return sink;
  return {
    ...sink,
    isGlueAvro: sink.isGlueAvro && region === undefined,
    notProvable: [...sink.notProvable, ...notProvable],
  };
}

function findOtherRegion({ isGlueAvro, registryRegion }: SinkPlan, { region }: Surroundings): string | undefined {
  if (!isGlueAvro || !registryRegion || registryRegion === region) return undefined;
  return `schemas in ${registryRegion} (others are in ${region})`;
}

function findOtherStore({ 'store.url': url }: ConnectorConfig, { s3Endpoint }: Surroundings): string | undefined {
  const isOther = url && withoutSlash(url) !== withoutSlash(s3Endpoint ?? '');
  return isOther ? `objects at ${url} (verify reads ${s3Endpoint ?? 'the S3 of AWS'})` : undefined;
}

function findUnknownTopics({ topics }: SinkPlan, config: ConnectorConfig): string | undefined {
  if (config['topics'] || topics.length > 0) return undefined;
  const pattern = config['topics.regex'];
  return topicPattern(config)
    ? `topics, of which \`${pattern}\` matches none,`
    : `topics, as only Java reads \`${pattern}\`,`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
