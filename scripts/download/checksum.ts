import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WorkflowError } from '../lib/errors.ts';
import { LIST_FILE } from './list.ts';
import type { Download } from './list.ts';

/** The SHA-256 of a file in hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** What a file must hash to, and who says so. */
export interface Expected {
  readonly sha256: string;
  readonly saidBy: string;
}

/** The tracked value, else the one that was recorded at the first download; `undefined` before that. */
export async function expectedOf({ sha256, file }: Download, path: string): Promise<Expected | undefined> {
  if (sha256) return { sha256, saidBy: LIST_FILE };
  const recorded = /^([0-9a-f]{64}) {2}(.+)$/m.exec(await readFile(lockOf(path), 'utf8').catch(() => ''));
  return recorded?.[1] && recorded[2] === file ? { sha256: recorded[1], saidBy: lockOf(path) } : undefined;
}

/** Whether a file of this name was taken before. */
export function isRecorded(path: string): Promise<boolean> {
  return access(lockOf(path)).then(
    () => true,
    () => false,
  );
}

/** Records what the file hashes to, in the format of sha256sum(1), so that every later download is held to it. */
export async function recordSha256(path: string, sha256: string): Promise<void> {
  await writeFile(lockOf(path), `${sha256}  ${basename(path)}\n`);
}

/** Throws when the file is not the one that is expected. */
export function verifySha256({ file, source }: Download, actual: string, expected: Expected): void {
  if (actual === expected.sha256) return;
  throw new WorkflowError(
    `${file} has the sha256 ${actual}, but ${expected.saidBy} says ${expected.sha256}; it was refused`,
    {
      hint: `Find out why ${source} serves another file; only if that is right, correct the value in ${expected.saidBy}.`,
      exitCode: 1,
    },
  );
}

function lockOf(path: string): string {
  return `${path}.sha256`;
}
