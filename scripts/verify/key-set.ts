import { fingerprint, fingerprintOf, FREE } from './fingerprint.ts';

const MIN_SLOTS = 1024;
const SLOT_BYTES = 8;

/**
 * The keys that references may name, as 64-bit fingerprints in shared memory: every worker adds to the same set and asks
 * it. 16 to 32 bytes a key; that a wrong reference passes for a right one has the odds of (keys / 2^64).
 */
export interface KeySet {
  add(key: string): void;
  has(key: string): boolean;
  /** The same for a key that lies in `bytes`. `false` says nothing: only ASCII in memory is looked up so quickly. */
  hasBytes(bytes: Buffer, from: number, to: number): boolean;
  /** To be called when all keys of a job were added or asked for. */
  close(): void;
}

export interface SharedKeySet extends KeySet {
  readonly memory: SharedArrayBuffer;
}

/** How many bytes a set for at most `keys` keys takes. */
export function keySetBytes(keys: number): number {
  let slots = MIN_SLOTS;
  while (slots < keys * 2) slots *= 2;
  return slots * SLOT_BYTES;
}

/** A set for at most `keys` keys. */
export function createKeySet(keys: number): SharedKeySet {
  return openKeySet(new SharedArrayBuffer(keySetBytes(keys)));
}

/** The set in memory that another worker made. */
export function openKeySet(memory: SharedArrayBuffer): SharedKeySet {
  const words = new Int32Array(memory);
  const mask = words.length / 2 - 1;
  const holds = ([high, low]: readonly [number, number]): boolean => {
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const seen = words[slot * 2];
      if (seen === FREE) return false;
      if (seen === high && words[slot * 2 + 1] === low) return true;
    }
  };
  return {
    memory,
    close: () => undefined,
    add: (key) => {
      const [high, low] = fingerprint(key);
      for (let slot = low & mask; ; slot = (slot + 1) & mask) {
        const seen = Atomics.compareExchange(words, slot * 2, FREE, high);
        if (seen === FREE) {
          Atomics.store(words, slot * 2 + 1, low);
          return;
        }
        // A worker that adds the same key at this very moment may be before its second word: the key is then held twice.
        if (seen === high && Atomics.load(words, slot * 2 + 1) === low) return;
      }
    },
    has: (key) => holds(fingerprint(key)),
    hasBytes: (bytes, from, to) => {
      const found = fingerprintOf(bytes, from, to);
      return found !== undefined && holds(found);
    },
  };
}
