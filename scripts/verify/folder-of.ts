import type { Partitioner } from './partitioner.ts';
import { formatPath, parsePathFormat } from './path-format.ts';
import { openZoneClock } from './zone-clock.ts';

/** What a folder is chosen by. `datum` is `undefined` when the value did not decode. */
interface Subject {
  readonly timestamp: number;
  readonly datum: unknown;
}

/** The folder of a record below its topic's; `undefined` when the record does not tell, at which a sink stops. */
export type FolderOf = (record: Subject) => string | undefined;

/** Follows a partitioner; the default one needs no look at a record. */
export function createFolderOf(partitioner: Partitioner): FolderOf | undefined {
  switch (partitioner.kind) {
    case 'default':
      return undefined;
    case 'field':
      return byFields(partitioner);
    case 'time':
      return byTime(partitioner);
    default:
      return partitioner satisfies never;
  }
}

function byFields({ fields, delimiter }: Extract<Partitioner, { kind: 'field' }>): FolderOf {
  return ({ datum }) => {
    const texts = fields.map((field) => fieldText(follow(datum, field)));
    if (texts.includes(undefined)) return undefined;
    return fields.map((field, index) => `${field}=${texts[index]}`).join(delimiter);
  };
}

/** Folders are named after texts, whole numbers and booleans; a null is a name too. */
function fieldText(value: unknown): string | undefined {
  const isName = value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint';
  return isName || Number.isInteger(value) ? String(value) : undefined;
}

function byTime({ pattern, durationMs, zone, field }: Extract<Partitioner, { kind: 'time' }>): FolderOf {
  const { parts } = parsePathFormat(pattern);
  const clock = openZoneClock(zone);
  let last = { span: Number.NaN, folder: '' };
  return ({ timestamp, datum }) => {
    const time = field === undefined ? timestamp : timeOf(follow(datum, field));
    if (time === undefined || time < 0) return undefined;
    // Spans are counted by the clocks of the zone, as Confluent's `TimeBasedPartitioner.getPartition` does.
    const local = time + clock.offsetAt(time);
    const start = Math.floor(local / durationMs) * durationMs;
    const span = start - clock.offsetAt(start - clock.offsetAt(time));
    if (span !== last.span) last = { span, folder: formatPath(parts, new Date(span + clock.offsetAt(span))) };
    return last.folder;
  };
}

/** The whole name is tried first, as a map may have a key with dots. */
function follow(datum: unknown, name: string): unknown {
  if (datum === null || typeof datum !== 'object') return undefined;
  const value: unknown = Reflect.get(datum, name);
  if (value !== undefined) return value;
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : follow(Reflect.get(datum, name.slice(0, dot)), name.slice(dot + 1));
}

const OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;

/** Avro's `date` is a number of days, and to the sink a time: a number this small is no ms since 1970 that anybody means. */
const MAX_DAYS = 100_000;

/** A number of ms since 1970, or a text in ISO 8601, which is in UTC where it does not say. */
function timeOf(value: unknown): number | undefined {
  if (typeof value === 'bigint' || Number.isInteger(value)) return Number(value) > MAX_DAYS ? Number(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const hasZone = value.length === '2026-11-23'.length || OFFSET.test(value);
  const time = Date.parse(hasZone ? value : `${value}Z`);
  return Number.isNaN(time) ? undefined : time;
}
