import { join } from 'node:path';
import { buildTables, createKeyFiles, type KeyFiles, openKeyTables, openKeyWriter } from './key-files.ts';
import { createKeySet, type KeySet, keySetBytes, openKeySet } from './key-set.ts';

/** Where the keys of an attribute are. Plain data, which every worker can open. */
export type KeyStore = { readonly kind: 'memory'; readonly memory: SharedArrayBuffer } | KeyFiles;

/** Room for keys: some in memory, the rest in files below a folder. */
export interface KeyRoom {
  /** A store for at most `keys` keys of the attribute of this name. */
  create(name: string, keys: number): Promise<KeyStore>;
}

/** `folder` is asked for only when the memory is not enough. */
export function createKeyRoom(maxBytes: number, folder: () => Promise<string>): KeyRoom {
  let left = maxBytes;
  return {
    create: async (name, keys) => {
      const bytes = keySetBytes(keys);
      if (bytes > left) return createKeyFiles(join(await folder(), name), { keys, maxBytes });
      left -= bytes;
      return { kind: 'memory', memory: createKeySet(keys).memory };
    },
  };
}

/** To be called between the last `add` and the first `has`. */
export async function sealKeys(store: KeyStore): Promise<void> {
  if (store.kind === 'files') await buildTables(store);
}

/** Opens a store in a worker, which only adds to it or only asks it. */
export function openKeys(store: KeyStore): KeySet {
  if (store.kind === 'memory') return openKeySet(store.memory);
  const [writer, tables] = [openKeyWriter(store), openKeyTables(store)];
  return {
    add: writer.add,
    has: tables.has,
    hasBytes: () => false,
    close: () => {
      writer.close();
      tables.close();
    },
  };
}
