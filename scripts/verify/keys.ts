import { createKeySet } from './key-set.ts';
import { nameOf, type Rules } from './rules.ts';
import type { Offsets } from './snapshot.ts';

/** References that can be judged, with a key set for each attribute that they refer to. */
export interface Referable {
  readonly rules: Rules;
  readonly keys: ReadonlyMap<string, SharedArrayBuffer>;
  /** Sentences on references that cannot be judged. */
  readonly notProvable: readonly string[];
}

/** A reference can be judged when the topic it leads to is there from its very beginning, and does not lead back. */
export function prepareKeys(rules: Rules, offsets: Offsets, circular: readonly string[]): Referable {
  const notProvable: string[] = [];
  const keys = new Map<string, SharedArrayBuffer>();
  const references = rules.references.filter(({ from, to }) => {
    const what = `references from ${nameOf(from)} to ${nameOf(to)}`;
    const partitions = offsets.get(to.topic);
    if (!partitions) notProvable.push(`${what}: there is no topic \`${to.topic}\``);
    else if (circular.includes(from.topic)) notProvable.push(`${what}: they lead back to \`${from.topic}\``);
    else if (partitions.some(({ low }) => low > 0))
      notProvable.push(`${what}: the beginning of \`${to.topic}\` is gone`);
    else {
      const records = partitions.reduce((sum, { low, high }) => sum + high - low, 0);
      if (!keys.has(nameOf(to))) keys.set(nameOf(to), createKeySet(records).memory);
      return true;
    }
    return false;
  });
  return { rules: { ...rules, references }, keys, notProvable };
}
