import { open, readFile, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { codeOf, WorkflowError } from '../../../scripts/lib/errors.ts';
import { Change } from './rows.ts';

/**
 * The log: a text file whose first line names its form; every further line is one batch that was written and synced as a
 * whole, `<crc32 of the rest, 8 hex digits> <JSON array of changes>`. A batch is acknowledged only after its sync, and the
 * next one is written only after that, so at most the last line can be torn.
 */
const HEADER = 'glue-registry-log 1\n';
const LF = 0x0a;
const CRC_DIGITS = 8;
/** A line of a rewritten log is closed when it has grown to this. */
const REWRITE_LINE_CHARS = 256 * 1024;
const Batch = v.array(Change);

export interface ReadLog {
  readonly batches: readonly (readonly Change[])[];
  /** Up to here the file holds whole batches. */
  readonly goodBytes: number;
  /** Bytes of a torn last batch, which was never acknowledged. */
  readonly tornBytes: number;
}

/**
 * Reads a log. A damaged end is measured, not guessed at; damage with whole batches after it cannot come from a crash and
 * throws a WorkflowError that names the line, and so does a whole batch of a form that is not known here.
 */
export async function readLog(path: string): Promise<ReadLog> {
  const bytes = await readFile(path).catch((error: unknown) =>
    codeOf(error) === 'ENOENT' ? Buffer.alloc(0) : Promise.reject(error),
  );
  if (bytes.length < HEADER.length && HEADER.startsWith(bytes.toString('latin1'))) {
    return { batches: [], goodBytes: 0, tornBytes: bytes.length };
  }
  if (bytes.toString('latin1', 0, HEADER.length) !== HEADER) throw notOurs(path);
  const batches: Change[][] = [];
  let start = HEADER.length;
  while (start < bytes.length) {
    const end = bytes.indexOf(LF, start);
    const batch = end < 0 ? undefined : readBatch(bytes.subarray(start, end));
    if (!batch) break;
    batches.push(batch);
    start = end + 1;
  }
  if (hasWholeBatchAfter(bytes, start)) throw damaged(path, batches.length + 2);
  return { batches, goodBytes: start, tornBytes: bytes.length - start };
}

/** Opens the log for appending after `goodBytes`; what is behind is cut off first. */
export async function openLog(path: string, goodBytes: number): Promise<FileHandle> {
  const file = await open(path, 'a');
  await file.truncate(goodBytes);
  if (goodBytes === 0) await file.appendFile(HEADER);
  await file.sync();
  await syncFolder(path);
  return file;
}

/** Appends one batch; resolves when it is on disk. */
export async function appendBatch(file: FileHandle, changes: readonly Change[]): Promise<void> {
  await file.appendFile(lineOf(changes));
  await file.datasync();
}

/** Puts a log with just these changes in the place of the old one, in one step. Resolves with the new file, open. */
export async function rewriteLog(path: string, changes: Iterable<Change>): Promise<FileHandle> {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w');
  await file.appendFile(HEADER);
  let batch: Change[] = [];
  let size = 0;
  for (const change of changes) {
    batch.push(change);
    size += change.type === 'version' ? change.row.definition.length + 300 : 300;
    if (size < REWRITE_LINE_CHARS) continue;
    await file.appendFile(lineOf(batch));
    batch = [];
    size = 0;
  }
  if (batch.length > 0) await file.appendFile(lineOf(batch));
  await file.sync();
  await rename(fresh, path);
  await syncFolder(path);
  return file;
}

function lineOf(changes: readonly Change[]): string {
  const json = JSON.stringify(changes);
  return `${checksum(json)} ${json}\n`;
}

function readBatch(line: Buffer): Change[] | undefined {
  const json = line.subarray(CRC_DIGITS + 1);
  if (line.toString('latin1', 0, CRC_DIGITS) !== checksum(json)) return undefined;
  const batch = v.safeParse(Batch, JSON.parse(json.toString('utf8')));
  if (batch.success) return batch.output;
  throw new WorkflowError(`The log holds a change that this registry does not know: ${json.toString('utf8', 0, 80)}`, {
    hint: 'It was written by another release: use that one, or give this one another data folder.',
    exitCode: 2,
  });
}

function hasWholeBatchAfter(bytes: Buffer, start: number): boolean {
  for (let from = bytes.indexOf(LF, start) + 1; from > 0 && from < bytes.length; from = bytes.indexOf(LF, from) + 1) {
    const end = bytes.indexOf(LF, from);
    if (end > 0 && readBatch(bytes.subarray(from, end))) return true;
  }
  return false;
}

function checksum(json: string | Buffer): string {
  return crc32(json).toString(16).padStart(CRC_DIGITS, '0');
}

/** A new or renamed file is certain to be found after a power cut only when its folder is synced too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function notOurs(path: string): WorkflowError {
  return new WorkflowError(`${path} is not a log of the Glue registry`, {
    hint: 'Give the registry a data folder of its own.',
    exitCode: 2,
  });
}

function damaged(path: string, line: number): WorkflowError {
  return new WorkflowError(`${path} is damaged in line ${line}, before data that is whole`, {
    hint: 'Bring the file back from a copy, or remove it to start with an empty registry.',
    exitCode: 1,
  });
}
