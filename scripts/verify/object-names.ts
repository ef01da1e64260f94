import type { SinkPlan } from './sink-plan.ts';

/** An object that follows the sink's naming. */
export interface SinkObject {
  readonly bucket: string;
  readonly key: string;
  /** Offset of its first record, as its name says. */
  readonly start: number;
}

/** The settings that make up a name. */
export type Naming = Pick<
  SinkPlan,
  'topicsDir' | 'directoryDelimiter' | 'fileDelimiter' | 'offsetDigits' | 'extension' | 'partitioner'
>;

/** Where an object lies and what its name says. */
export interface ObjectPlace {
  readonly topic: string;
  readonly partition: number;
  readonly start: number;
  /** What the sink's partitioner made of its records; `undefined` with the default one, which follows from the partition. */
  readonly folder?: string | undefined;
}

/** What a key is: an object of the sink, the leftover of an interrupted upload, or something that does not belong there. */
export type KeyKind =
  | ({ readonly kind: 'object' } & ObjectPlace)
  | { readonly kind: 'stray' }
  | { readonly kind: 'misplaced'; readonly expected: string };

/** S3Proxy writes to `<key>-<uuid>` and renames when the upload is whole; a kill in between leaves that. */
const STRAY_SUFFIX = /-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Where the objects of a topic lie. */
export function topicPrefix({ topicsDir, directoryDelimiter }: Naming, topic: string): string {
  return `${topicsDir}${directoryDelimiter}${topic}${directoryDelimiter}`;
}

/** The key of the object that starts at an offset: `topics/order/partition=0/order+0+0000000100.json`. */
export function keyOf(naming: Naming, place: ObjectPlace): string {
  const { fileDelimiter, offsetDigits, extension } = naming;
  const { topic, partition, folder = `partition=${partition}` } = place;
  const offset = String(place.start).padStart(offsetDigits, '0');
  const name = [topic, partition, offset].join(fileDelimiter);
  return `${topicPrefix(naming, topic)}${folder}${naming.directoryDelimiter}${name}${extension}`;
}

/** Reads a key below the prefix of `topic`; it is the sink's only when the sink would spell it exactly so. */
export function parseKey(naming: Naming, topic: string, key: string): KeyKind {
  if (STRAY_SUFFIX.test(key)) return { kind: 'stray' };
  const below = key.slice(topicPrefix(naming, topic).length);
  const place = naming.partitioner.kind === 'default' ? readDefault(below, topic) : readEncoded(below, topic, naming);
  const expected = keyOf(naming, place);
  return key === expected ? { kind: 'object', ...place } : { kind: 'misplaced', expected };
}

function readDefault(below: string, topic: string): ObjectPlace {
  const [, folder, partition, start] = /partition=(\d+).*?(\d+)\D*(\d+)\D*$/.exec(below) ?? [];
  return { topic, partition: Number(folder ?? partition ?? 0), start: Number(start ?? 0) };
}

/** Any folder may be one that records belong in: that is seen when they are read. */
function readEncoded(below: string, topic: string, { directoryDelimiter }: Naming): ObjectPlace {
  const end = below.lastIndexOf(directoryDelimiter);
  const [, partition, start] = /(\d+)\D(\d+)\D*$/.exec(below.slice(end + 1)) ?? [];
  return {
    topic,
    partition: Number(partition ?? 0),
    start: Number(start ?? 0),
    folder: below.slice(0, Math.max(0, end)),
  };
}
