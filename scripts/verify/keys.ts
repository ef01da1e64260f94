import { type KeyRoom, type KeyStore, sealKeys } from './key-store.ts';
import type { PartitionOffsets } from '../topics.ts';
import { nameOf, type ReferenceRule, type Rules } from './rules.ts';
import type { Offsets } from './snapshot.ts';

/** References that can be judged, with a key set for each attribute that they refer to. */
export interface Referable {
  readonly rules: Rules;
  readonly keys: ReadonlyMap<string, KeyStore>;
  /** Sentences on references that cannot be judged. */
  readonly notProvable: readonly string[];
  /** To be called when topics were read, before those that refer to them are. */
  readonly seal: (topics: readonly string[]) => Promise<void>;
}

interface Conditions {
  /** Topics whose references lead back to themselves. */
  readonly circular: readonly string[];
  readonly room: KeyRoom;
}

/** A reference can be judged when the topic it leads to is there from its very beginning, and does not lead back. */
export async function prepareKeys(rules: Rules, offsets: Offsets, { circular, room }: Conditions): Promise<Referable> {
  const notProvable: string[] = [];
  const references: ReferenceRule[] = [];
  for (const rule of rules.references) {
    const problem = problemOf(rule, offsets, circular);
    if (problem) notProvable.push(`references from ${nameOf(rule.from)} to ${nameOf(rule.to)}: ${problem}`);
    else references.push(rule);
  }
  const keys = new Map<string, KeyStore>();
  for (const { to } of references) {
    const name = nameOf(to);
    if (!keys.has(name)) keys.set(name, await room.create(name, countRecords(offsets.get(to.topic))));
  }
  return {
    rules: { ...rules, references },
    keys,
    notProvable,
    seal: async (topics) => {
      const names = references.filter(({ to }) => topics.includes(to.topic)).map(({ to }) => nameOf(to));
      for (const name of new Set(names)) {
        const store = keys.get(name);
        if (store) await sealKeys(store);
      }
    },
  };
}

function problemOf({ from, to }: ReferenceRule, offsets: Offsets, circular: readonly string[]): string | undefined {
  const partitions = offsets.get(to.topic);
  if (!partitions) return `there is no topic \`${to.topic}\``;
  if (circular.includes(from.topic)) return `they lead back to \`${from.topic}\``;
  return partitions.some(({ low }) => low > 0) ? `the beginning of \`${to.topic}\` is gone` : undefined;
}

function countRecords(partitions: readonly PartitionOffsets[] = []): number {
  return partitions.reduce((sum, { low, high }) => sum + high - low, 0);
}
