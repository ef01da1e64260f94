/** Items that come in chunks: looked at without waiting, loaded with. */
export interface Cursor<T> {
  /** The item `ahead` of the next one; `undefined` when it is not loaded. */
  peek(ahead?: number): T | undefined;
  /** Goes on to the next item. */
  skip(count?: number): void;
  /** Loads until `wanted` items can be looked at; says whether there is at least one. */
  fill(wanted?: number): Promise<boolean>;
  /** Forgets what is loaded. */
  clear(): void;
}

/** A cursor over chunks; `load` resolves with `undefined` at the end, and may be asked again. */
export function createCursor<T>(load: () => Promise<readonly T[] | undefined>): Cursor<T> {
  let items: readonly T[] = [];
  let at = 0;
  return {
    peek: (ahead = 0) => items[at + ahead],
    skip: (count = 1) => {
      at = Math.min(at + count, items.length);
    },
    fill: async (wanted = 1) => {
      while (items.length - at < wanted) {
        const chunk = await load();
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
