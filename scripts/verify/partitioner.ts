import type { ConnectorConfig } from '../connect-api.ts';
import { parsePathFormat } from './path-format.ts';
import { openZoneClock } from './zone-clock.ts';

const DAY_MS = 86_400_000;
const DAILY = "'year'=YYYY/'month'=MM/'day'=dd";

/** By what a sink chooses the folder of a record below its topic's. Plain data: it may go to another thread. */
export type Partitioner =
  | { readonly kind: 'default' }
  | { readonly kind: 'field'; readonly fields: readonly string[]; readonly delimiter: string }
  | {
      readonly kind: 'time';
      /** In Joda's letters. */
      readonly pattern: string;
      readonly durationMs: number;
      readonly zone: string;
      /** The field that holds a record's time; `undefined`: the timestamp that Kafka keeps with it. */
      readonly field: string | undefined;
    };

/** A partitioner that can be followed, or what of it cannot. */
export type PartitionerPlan = Partitioner | { readonly kind: 'unknown'; readonly problem: string };

/** Reads the partitioner of a sink; full and simple class names are the same to the bundled sink. */
export function planPartitioner(config: ConnectorConfig): PartitionerPlan {
  const name = config['partitioner.class'] ?? 'DefaultPartitioner';
  const simple = name.replace(/^io\.confluent\.connect\.storage\.partitioner\./, '');
  switch (simple) {
    case 'DefaultPartitioner':
      return { kind: 'default' };
    case 'FieldPartitioner':
      return planFields(config);
    case 'DailyPartitioner':
      return planTime(config, { pattern: DAILY, durationMs: DAY_MS });
    case 'HourlyPartitioner':
      return planTime(config, { pattern: `${DAILY}/'hour'=HH`, durationMs: DAY_MS / 24 });
    case 'TimeBasedPartitioner':
      return planTime(config, {
        pattern: config['path.format'] ?? '',
        durationMs: Number(config['partition.duration.ms'] ?? 0),
      });
    default:
      return { kind: 'unknown', problem: `partitioner \`${name}\`` };
  }
}

function planFields(config: ConnectorConfig): PartitionerPlan {
  const fields = (config['partition.field.name'] ?? '').split(',').map((field) => field.trim());
  if (fields.some((field) => field === '')) return { kind: 'unknown', problem: 'an empty `partition.field.name`' };
  return { kind: 'field', fields, delimiter: config['directory.delim'] || '/' };
}

interface Spans {
  readonly pattern: string;
  readonly durationMs: number;
}

/** Confluent's extractor is the wall clock unless another is set, the bundled sink's is the record. */
function planTime(config: ConnectorConfig, { pattern, durationMs }: Spans): PartitionerPlan {
  const extractor = config['timestamp.extractor'];
  const zone = config['timezone'] || 'UTC';
  const problem =
    (extractor === 'Record' || extractor === 'RecordField' ? undefined : `\`timestamp.extractor\` ${extractor}`) ??
    (pattern === '' ? 'an empty `path.format`' : parsePathFormat(pattern).problem) ??
    (durationMs >= 1 ? undefined : 'a missing `partition.duration.ms`') ??
    (isZone(zone) ? undefined : `\`timezone\` ${zone}`);
  if (problem !== undefined) return { kind: 'unknown', problem };
  const field = extractor === 'RecordField' ? config['timestamp.field'] || 'timestamp' : undefined;
  return { kind: 'time', pattern, durationMs, zone, field };
}

function isZone(zone: string): boolean {
  try {
    openZoneClock(zone);
    return true;
  } catch {
    return false;
  }
}
