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
  'topicsDir' | 'directoryDelimiter' | 'fileDelimiter' | 'offsetDigits' | 'extension'
>;

/** What a key is: an object of the sink, the leftover of an interrupted upload, or something that does not belong there. */
export type KeyKind =
  | { readonly kind: 'object'; readonly topic: string; readonly partition: number; readonly start: number }
  | { readonly kind: 'stray' }
  | { readonly kind: 'misplaced'; readonly expected: string };

/** S3Proxy writes to `<key>-<uuid>` and renames when the upload is whole; a kill in between leaves that. */
const STRAY_SUFFIX = /-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Where the objects of a partition lie. */
export function partitionPrefix(naming: Naming, { topic, partition }: { topic: string; partition: number }): string {
  return `${topicPrefix(naming, topic)}partition=${partition}${naming.directoryDelimiter}`;
}

/** Where the objects of a topic lie. */
export function topicPrefix({ topicsDir, directoryDelimiter }: Naming, topic: string): string {
  return `${topicsDir}${directoryDelimiter}${topic}${directoryDelimiter}`;
}

/** The key of the object that starts at an offset: `topics/order/partition=0/order+0+0000000100.json`. */
export function keyOf(naming: Naming, place: { topic: string; partition: number; start: number }): string {
  const { fileDelimiter, offsetDigits, extension } = naming;
  const offset = String(place.start).padStart(offsetDigits, '0');
  return `${partitionPrefix(naming, place)}${[place.topic, place.partition, offset].join(fileDelimiter)}${extension}`;
}

/** Reads a key below the prefix of `topic`; it is the sink's only when the sink would spell it exactly so. */
export function parseKey(naming: Naming, topic: string, key: string): KeyKind {
  if (STRAY_SUFFIX.test(key)) return { kind: 'stray' };
  const [, folder, partition, start] =
    /partition=(\d+).*?(\d+)\D*(\d+)\D*$/.exec(key.slice(topicPrefix(naming, topic).length)) ?? [];
  const place = { topic, partition: Number(folder ?? partition ?? 0), start: Number(start ?? 0) };
  const expected = keyOf(naming, place);
  return key === expected ? { kind: 'object', ...place } : { kind: 'misplaced', expected };
}
