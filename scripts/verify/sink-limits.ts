import type { ConnectorConfig } from '../connect-api.ts';

const GLUE_AVRO = 'com.amazonaws.services.schemaregistry.kafkaconnect.AWSKafkaAvroConverter';
const JSON_FORMATS = ['io.confluent.connect.s3.format.json.JsonFormat', 'JsonFormat'];

/** Whether the values of a connector go through Glue's Avro converter, as far as its configuration says. */
export function isGlueAvro(config: ConnectorConfig): boolean {
  return config['value.converter'] === GLUE_AVRO;
}

/** A worker's own converter is no part of what Connect tells. */
export function describeConverter(config: ConnectorConfig): string {
  const converter = config['value.converter'];
  return converter ? `converter \`${converter}\`` : "the worker's default `value.converter`";
}

interface Limit {
  readonly key: string;
  /** The values that change nothing; no value at all is one of them. */
  readonly proved: readonly string[];
  /** What it is called, with the value behind it. */
  readonly what: (value: string) => string;
}

/** Settings under which the objects, their names or their lines do not follow from the records alone. */
const LIMITS: readonly Limit[] = [
  { key: 'format.class', proved: JSON_FORMATS, what: (value) => `format \`${value}\`` },
  { key: 's3.compression.type', proved: ['none', 'gzip'], what: (value) => `compression \`${value}\`` },
  { key: 'behavior.on.null.values', proved: ['fail', 'ignore'], what: () => 'objects of tombstones' },
  { key: 'store.kafka.keys', proved: ['false'], what: () => 'objects of keys' },
  { key: 'store.kafka.headers', proved: ['false'], what: () => 'objects of headers' },
  { key: 'json.decimal.format', proved: ['BASE64'], what: (value) => `decimals as \`${value}\`` },
  { key: 'schema.compatibility', proved: ['NONE'], what: (value) => `objects split by schema (\`${value}\`)` },
  {
    key: 'consumer.override.auto.offset.reset',
    proved: ['earliest'],
    what: (value) => `where a reader without offsets begins (\`${value}\`)`,
  },
];

/** Sentences on what in a sink's configuration cannot be proved. */
export function findUnprovable(name: string, config: ConnectorConfig): string[] {
  const transforms = listOf(config['transforms'] ?? '').map((transform) => `transformation \`${transform}\``);
  const limits = LIMITS.flatMap(({ key, proved, what }) => {
    const value = config[key];
    return value === undefined || value === '' || proved.includes(value) ? [] : [what(value)];
  });
  const converter = isGlueAvro(config) ? [] : [describeConverter(config)];
  return [...transforms, ...converter, ...limits].map((what) => `${what} of connector \`${name}\``);
}

/** Splits a comma-separated value of Connect. */
export function listOf(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
