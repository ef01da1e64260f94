import { FAULTS, type Fault, type FaultDetail, type FaultKind, type FaultSink } from './faults.ts';

/** A topic of nothing but damage must not fill the memory. */
const MAX_PER_KIND = 10_000;

export interface FaultLog {
  readonly add: FaultSink;
  /** In the order in which they were found. */
  list(): Fault[];
  /** How many more there were than a kind may have. */
  readonly omitted: number;
}

/** Collects faults; those that are one and the same thing many times over become one with a count. */
export function createFaultLog(): FaultLog {
  const faults = new Map<string, Fault>();
  const perKind = new Map<FaultKind, number>();
  let omitted = 0;
  return {
    add: (kind, detail) => {
      const key = keyOf(kind, detail);
      const known = faults.get(key);
      const count = detail.count ?? 1;
      if (known) {
        faults.set(key, { ...known, count: (known.count ?? 1) + count });
        return;
      }
      const before = perKind.get(kind) ?? 0;
      perKind.set(kind, before + 1);
      if (before < MAX_PER_KIND) faults.set(key, { kind, ...detail, count });
      else omitted += count;
    },
    list: () => [...faults.values()],
    get omitted() {
      return omitted;
    },
  };
}

function keyOf(kind: FaultKind, { topic, partition, object, connector, found, offset, line }: FaultDetail): string {
  const place = [kind, topic, partition, object, connector];
  const { question } = FAULTS[kind];
  // What was found is another text in every line.
  if (question === 'contents') return [...place, offset, line].join('|');
  if (question === 'records' || question === 'schemas') return [...place, found].join('|');
  return [...place, offset, line, found].join('|');
}
