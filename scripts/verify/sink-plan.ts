import type { ConnectorConfig } from '../connect-api.ts';
import { sinkGroup } from '../consumer-groups.ts';
import { type Partitioner, planPartitioner } from './partitioner.ts';
import { findUnprovable, isGlueAvro } from './sink-limits.ts';

/** What a sink's live configuration says about the objects it writes. */
export interface SinkPlan {
  readonly name: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly bucket: string;
  readonly region: string;
  readonly topicsDir: string;
  readonly directoryDelimiter: string;
  readonly fileDelimiter: string;
  readonly offsetDigits: number;
  /** With its dot: `.json` or `.json.gz`. */
  readonly extension: string;
  readonly gzip: boolean;
  readonly flushSize: number;
  /** `undefined` when only full files are written. */
  readonly scheduleMs: number | undefined;
  readonly ignoresTombstones: boolean;
  /** Records that do not decode are skipped (`errors.tolerance=all`). */
  readonly skipsUndecodable: boolean;
  /** `undefined`: the worker decides, which its API does not tell. */
  readonly readsAborted: boolean | undefined;
  readonly registry: string;
  /** `undefined`: the worker's own. */
  readonly registryRegion: string | undefined;
  readonly isGlueAvro: boolean;
  /** The default one where the sink's cannot be followed: then nothing of it is proved. */
  readonly partitioner: Partitioner;
  /** Sentences on what in this configuration cannot be proved. */
  readonly notProvable: readonly string[];
}

const S3_SINK = /(^|\.)S3SinkConnector$/;

/** Whether a connector writes objects that verify knows how to judge. */
export function isS3Sink(config: ConnectorConfig): boolean {
  return S3_SINK.test(config['connector.class'] ?? '');
}

/** Reads a sink's configuration; the defaults are those of the Confluent S3 sink 12.1 and of the Glue converter 2.0. */
export function planSink(name: string, config: ConnectorConfig, topics: readonly string[]): SinkPlan {
  const get = (key: string, fallback = '') => config[key] || fallback;
  const gzip = get('s3.compression.type', 'none') === 'gzip';
  const schedule = Number(get('rotate.schedule.interval.ms', '-1'));
  const partitioner = planPartitioner(config);
  return {
    name,
    group: get('consumer.override.group.id', sinkGroup(name)),
    topics,
    bucket: get('s3.bucket.name'),
    region: get('s3.region', 'us-west-2'),
    topicsDir: get('topics.dir', 'topics'),
    directoryDelimiter: get('directory.delim', '/'),
    fileDelimiter: get('file.delim', '+'),
    offsetDigits: Number(get('filename.offset.zero.pad.width', '10')),
    extension: gzip ? '.json.gz' : '.json',
    gzip,
    flushSize: Number(get('flush.size')),
    scheduleMs: schedule > 0 ? schedule : undefined,
    ignoresTombstones: get('behavior.on.null.values', 'fail') === 'ignore',
    skipsUndecodable: get('errors.tolerance', 'none') === 'all',
    readsAborted: readsAborted(config['consumer.override.isolation.level']),
    registry: get('value.converter.registry.name', 'default-registry'),
    registryRegion: config['value.converter.region'],
    isGlueAvro: isGlueAvro(config),
    partitioner: partitioner.kind === 'unknown' ? { kind: 'default' } : partitioner,
    notProvable: [
      ...findUnprovable(name, config),
      ...(partitioner.kind === 'unknown' ? [`${partitioner.problem} of connector \`${name}\``] : []),
    ],
  };
}

function readsAborted(isolation: string | undefined): boolean | undefined {
  return isolation === undefined ? undefined : isolation !== 'read_committed';
}
