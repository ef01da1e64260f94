import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Broker, Settings } from '../../../configs/settings.ts';
import type { Build } from '../../build/layout.ts';
import { codeOf, WorkflowError } from '../../lib/errors.ts';
import { propertiesText } from '../../lib/properties.ts';
import { runPaths } from '../run-folder.ts';

const ID = /^[\w-]{22}$/;

/**
 * Makes the data folder of a broker from the one that the build has formatted, beside its final place, and renames it: a
 * half made one is never believed. Does nothing when the broker has one.
 */
export async function copyStorage(settings: Settings, broker: Broker, { storage }: Build): Promise<void> {
  const target = runPaths(settings).dataDir(`kafka-${broker.id}`);
  if (existsSync(target)) return;
  const draft = `${target}.formatting`;
  await rm(draft, { recursive: true, force: true });
  await cp(storage, draft, { recursive: true });
  // https://kafka.apache.org/documentation/#kraft_storage: what tells the folders of brokers apart.
  const ids = { version: 1, 'cluster.id': await clusterId(settings), 'node.id': broker.id, 'directory.id': newId() };
  await writeFile(join(draft, 'meta.properties'), propertiesText(ids));
  await rename(draft, target);
}

/**
 * One id for all brokers of the run, made once: written beside its place and linked to it, which fails when another broker
 * was first, so that nobody ever reads half of one.
 */
async function clusterId(settings: Settings): Promise<string> {
  const path = runPaths(settings).dataDir('cluster-id');
  const draft = `${path}.${newId()}`;
  await writeFile(draft, newId());
  try {
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  const id = await readFile(path, 'utf8');
  if (ID.test(id)) return id;
  throw new WorkflowError(`${path} holds no cluster id: it was cut off while it was written`, {
    hint: 'Delete that file; if the brokers refuse the new id, start over with `npx just down --volumes`.',
    exitCode: 2,
  });
}

/** A Kafka `Uuid` in its text form: 16 random bytes, base64 for URLs. One may not begin with a dash. */
function newId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newId() : id;
}
