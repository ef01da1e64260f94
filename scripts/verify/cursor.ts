/** Items that come in chunks: looked at without waiting, loaded with. */
export interface Cursor<T> {
  /** The item `ahead` of the next one; `undefined` when it is not loaded. */
  peek(ahead?: number): T | undefined;
  /** Goes on to the next item. */
  skip(count?: number): void;
  /** How many items can be looked at. */
  loaded(): number;
  /** Loads until `wanted` items can be looked at; says whether there is at least one. */
  fill(wanted?: number): Promise<boolean>;
  /** Forgets what is loaded. */
  clear(): void;
}

/** Resolves with about as many items as are wanted, maybe with none, and at the end with `undefined`, each time. */
export type Load<T> = (wanted: number) => Promise<readonly T[] | undefined>;

/** A cursor over what `load` gives. */
export function createCursor<T>(load: Load<T>): Cursor<T> {
  let items: readonly T[] = [];
  let at = 0;
  return {
    peek: (ahead = 0) => items[at + ahead],
    skip: (count = 1) => {
      at = Math.min(at + count, items.length);
    },
    loaded: () => items.length - at,
    fill: async (wanted = 1) => {
      while (items.length - at < wanted) {
        const chunk = await load(wanted - (items.length - at));
        if (!chunk) break;
        items = at === items.length ? chunk : [...items.slice(at), ...chunk];
        at = 0;
      }
      return at < items.length;
    },
    clear: () => {
      items = [];
      at = 0;
    },
  };
}
