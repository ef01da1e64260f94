import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, WorkflowError } from '../../../scripts/lib/errors.ts';
import { lockFolder } from '../../../scripts/lib/lock.ts';
import { groupCommit } from './group-commit.ts';
import { appendBatch, openLog, readLog, rewriteLog } from './log.ts';
import type { Change } from './rows.ts';
import { applyChange, changesOf, type State } from './state.ts';

/** The log is rewritten when it holds this many changes more than twice what is alive. */
const GARBAGE_ALLOWED = 1000;

export interface Store {
  readonly state: State;
  /** Carries the changes out at once and puts them on their way to the disk. */
  readonly commit: (changes: readonly Change[]) => void;
  /** Resolves when all that was committed so far is on disk; `undefined` when it is already. Rejects once a write failed. */
  readonly durable: () => Promise<void> | undefined;
  readonly close: () => Promise<void>;
}

interface StoreOptions {
  readonly log: (line: string) => void;
  /** Gets the first error of a write: memory is ahead of the disk then, so nothing is acknowledged any more. */
  readonly onWriteFailed?: (error: WorkflowError) => void;
}

/** A store that forgets everything when it is closed. */
export function memoryStore(): Store {
  const state: State = new Map();
  return {
    state,
    commit: (changes) => changes.forEach((change) => applyChange(state, change)),
    durable: () => undefined,
    close: () => Promise.resolve(),
  };
}

/**
 * Opens the store in a folder, which no other live process may hold. What was acknowledged before is there again; a batch
 * that was torn by a crash is cut off, and a log line says so.
 */
export async function openStore(folder: string, options: StoreOptions): Promise<Store> {
  const lock = await lockFolder(folder, { refusal: (holder) => heldBy(folder, holder) });
  try {
    const store = await openUnlocked(join(folder, 'registry.log'), options);
    const close = async () => {
      await store.close();
      await lock.release();
    };
    return { ...store, close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openUnlocked(path: string, { log, onWriteFailed = () => {} }: StoreOptions): Promise<Store> {
  const { batches, goodBytes, tornBytes } = await readLog(path);
  if (tornBytes > 0) log(`Cut ${tornBytes} bytes of a write that a crash had torn off ${path}`);
  const state: State = new Map();
  for (const change of batches.flat()) applyChange(state, change);
  const writer = logWriter({
    path,
    state,
    file: await openLog(path, goodBytes),
    changes: batches.reduce((sum, batch) => sum + batch.length, 0),
  });
  const disk = groupCommit((batch: readonly Change[]) =>
    writer.write(batch).catch((error: unknown) => {
      onWriteFailed(writeFailed(path, error));
      throw error;
    }),
  );
  const commit = (changes: readonly Change[]) => {
    for (const change of changes) applyChange(state, change);
    disk.push(changes);
  };
  const close = async () => {
    await disk.durable();
    await writer.close();
  };
  return { state, commit, durable: disk.durable, close };
}

interface LogWriterOptions {
  readonly path: string;
  readonly state: State;
  readonly file: FileHandle;
  /** How many changes the log holds. */
  readonly changes: number;
}

/** Appends batches to the log, and rewrites it instead when most of it speaks of what is gone. */
function logWriter({ path, state, file, changes }: LogWriterOptions) {
  let inLog = changes;
  let limit = limitFor(state);
  const write = async (batch: readonly Change[]): Promise<void> => {
    inLog += batch.length;
    if (inLog > limit) limit = limitFor(state);
    if (inLog <= limit) return appendBatch(file, batch);
    // Taken in the same tick as the batch: what is committed from here on belongs to the next one.
    const alive = [...changesOf(state)];
    const old = file;
    file = await rewriteLog(path, alive);
    inLog = alive.length;
    limit = limitFor(state);
    return old.close();
  };
  return { write, close: () => file.close() };
}

function limitFor(state: State): number {
  let alive = 0;
  for (const _ of changesOf(state)) alive++;
  return 2 * alive + GARBAGE_ALLOWED;
}

function heldBy(folder: string, holder: number): WorkflowError {
  return new WorkflowError(`The data folder ${folder} is held by a running registry (pid ${holder})`, {
    hint: 'Stop that one, or give this one another folder with `--data`.',
    exitCode: 2,
  });
}

/** A registry that went on would answer nothing but errors; one that is started again reads what is safe on the disk. */
function writeFailed(path: string, cause: unknown): WorkflowError {
  return new WorkflowError(`${path} cannot be written: ${messageOf(cause)}`, {
    hint: 'Free some space, then start the registry again: nothing that it acknowledged is lost.',
    exitCode: 2,
    cause,
  });
}
