import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { WorkflowError, messageOf } from '../lib/errors.ts';

/** The tracked list of everything that no package registry serves. */
export const LIST_FILE = join(import.meta.dirname, '../../configs/downloads.json');

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'));

const Download = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, 'must be small letters, digits and dashes')),
  title: v.string(),
  version: v.string(),
  /** What the file is called on disk and on a mirror. */
  file: v.pipe(v.string(), v.regex(/^[\w.-]+\.(?:zip|jar)$/, 'must be the plain name of a .zip or .jar')),
  source: v.pipe(v.string(), v.url('must be an address')),
  /** Name and address of the licence, as it is shown. */
  license: v.string(),
  /** A plugin goes to the worker, a serde to kafka-ui. */
  use: v.picklist(['plugin', 'serde']),
  /** Unset until `npx just download --lock` has written what was learnt at a first download. */
  sha256: v.optional(Sha256),
});

export type Download = v.InferOutput<typeof Download>;

/** Reads the list. Throws one error that names every bad entry. */
export async function readDownloads(path: string): Promise<Download[]> {
  const parsed = v.safeParse(v.array(Download), parseJson(await readFile(path, 'utf8'), path));
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`);
  throw badList(path, problems.join('\n  '));
}

/** Writes the list, whole or not at all. */
export async function writeDownloads(path: string, downloads: readonly Download[]): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(downloads, undefined, 2)}\n`);
  await rename(`${path}.new`, path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badList(path, messageOf(error));
  }
}

function badList(path: string, problem: string): WorkflowError {
  return new WorkflowError(`Bad list of downloads ${path}:\n  ${problem}`, { hint: 'Correct the file.', exitCode: 2 });
}
