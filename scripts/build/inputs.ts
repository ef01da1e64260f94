import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Jdk } from '../lib/java.ts';

export const JVM_SOURCES = join(import.meta.dirname, '../../jvm');

const ids = new Map<string, Promise<string>>();

/**
 * Names a build after all that goes into it: the Maven modules, the scripts that lay it out, and the JDK. Read once in a
 * command: half a dozen steps of `up` ask for it.
 */
export function buildId({ identity }: Jdk): Promise<string> {
  const known = ids.get(identity) ?? hashInputs(identity);
  ids.set(identity, known);
  return known;
}

async function hashInputs(identity: string): Promise<string> {
  const hash = createHash('sha256').update(identity);
  for (const root of [JVM_SOURCES, import.meta.dirname]) {
    for (const path of await sourceFiles(root)) {
      hash.update(`\0${relative(root, path)}\0`).update(await readFile(path));
    }
  }
  return hash.digest('hex').slice(0, 12);
}

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const kept = entries.filter((entry) => entry.name !== 'target' && entry.name !== 'test');
  const nested = await Promise.all(
    kept.map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sourceFiles(path) : [path];
    }),
  );
  return nested.flat().toSorted();
}
