import { createReadStream } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
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
const READ_BYTES = 1024 * 1024;
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
  const batches: Change[][] = [];
  let size = 0;
  let goodBytes = 0;
  for await (const { bytes, isWhole } of linesOf(path)) {
    const isFirst = size === 0;
    const isGood = goodBytes === size;
    size += bytes.length;
    if (isFirst) {
      const text = bytes.toString('latin1');
      if (isWhole ? text !== HEADER : !HEADER.startsWith(text)) throw notOurs(path);
      if (isWhole) goodBytes = size;
      continue;
    }
    const batch = isWhole ? readBatch(bytes.subarray(0, -1)) : undefined;
    if (!batch) continue;
    if (!isGood) throw damaged(path, batches.length + 2);
    batches.push(batch);
    goodBytes = size;
  }
  return { batches, goodBytes, tornBytes: size - goodBytes };
}

interface Line {
  /** With the line feed at its end. */
  readonly bytes: Buffer;
  /** Only the last line may lack its end. */
  readonly isWhole: boolean;
}

/** The lines of a file, none when there is no file. It may be larger than what fits into one buffer. */
async function* linesOf(path: string): AsyncGenerator<Line> {
  let pending: Buffer[] = [];
  try {
    for await (const read of createReadStream(path, { highWaterMark: READ_BYTES })) {
      let chunk: Buffer = Buffer.from(read);
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF)) {
        yield { bytes: Buffer.concat([...pending, chunk.subarray(0, end + 1)]), isWhole: true };
        pending = [];
        chunk = chunk.subarray(end + 1);
      }
      if (chunk.length > 0) pending.push(chunk);
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  if (pending.length > 0) yield { bytes: Buffer.concat(pending), isWhole: false };
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
