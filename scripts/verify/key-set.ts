const MIN_SLOTS = 1024;
/** The first word of a free slot. */
const FREE = 0;

/**
 * The keys that references may name, as 64-bit fingerprints in shared memory: every worker adds to the same set and asks
 * it. 16 to 32 bytes a key; that a wrong reference passes for a right one has the odds of (keys / 2^64).
 */
export interface KeySet {
  readonly memory: SharedArrayBuffer;
  add(key: string): void;
  has(key: string): boolean;
}

/** A set for at most `keys` keys. */
export function createKeySet(keys: number): KeySet {
  let slots = MIN_SLOTS;
  while (slots < keys * 2) slots *= 2;
  return openKeySet(new SharedArrayBuffer(slots * 8));
}

/** The set in memory that another worker made. */
export function openKeySet(memory: SharedArrayBuffer): KeySet {
  const words = new Int32Array(memory);
  const mask = words.length / 2 - 1;
  return {
    memory,
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
    has: (key) => {
      const [high, low] = fingerprint(key);
      for (let slot = low & mask; ; slot = (slot + 1) & mask) {
        const seen = words[slot * 2];
        if (seen === FREE) return false;
        if (seen === high && words[slot * 2 + 1] === low) return true;
      }
    },
  };
}

/** Two independent 32-bit hashes (cyrb53's mixing); the first is never `FREE`. */
function fingerprint(key: string): [number, number] {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < key.length; index += 1) {
    const unit = key.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return [high | 0 || 1, low | 0];
}
