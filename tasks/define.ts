import { task } from 'just-task';
import type { TaskFunction } from 'just-task';
import { machineProblem, WorkflowError } from '../scripts/lib/errors.ts';
import { holdLock } from '../scripts/lib/lock.ts';
import { runPaths } from '../scripts/runtime/run-folder.ts';
import { input } from './input.ts';
import type { Input, Option, TaskHelp } from './input.ts';
import { failWith } from './outcome.ts';
import { loadSettings } from './settings.ts';

/** Every task that can be typed, in the order in which they are listed. */
export const taskTable = new Map<string, TaskHelp>();

interface Extras {
  readonly options?: Readonly<Record<string, Option>>;
  /** Names of the arguments without dashes; one in brackets may be left out. */
  readonly args?: readonly string[];
  /** Two commands that start, stop or change something never work on one run folder at the same time. */
  readonly changesRun?: true;
  readonly printsContent?: true;
}

/** Registers a task: what it is called, what it does in one line, what it takes. The body reads what was typed from its input. */
export function define(name: string, summary: string, extras: Extras, body: (typed: Input) => Promise<void>): void {
  register(
    name,
    summary,
    extras,
    step(async () => {
      if (extras.changesRun) await lockRun();
      await body(input(taskTable, name));
    }),
  );
}

/** Registers a task that is a sequence of others, put together when it runs: by then all are registered. */
export function defineSequence(name: string, summary: string, extras: Extras, sequence: () => TaskFunction): void {
  register(name, summary, extras, () => {
    try {
      return sequence();
    } catch (error) {
      throw shown(error);
    }
  });
}

function register(
  name: string,
  summary: string,
  { options = {}, args = [], printsContent }: Extras,
  fn: TaskFunction,
): void {
  taskTable.set(name, { name, summary, options, args, printsContent });
  task(name, summary, fn);
}

/** A part of a sequence that has no name of its own. */
export function step(body: () => Promise<void>): TaskFunction {
  return async () => {
    try {
      await body();
    } catch (error) {
      throw shown(error);
    }
  };
}

let runLock: Promise<void> | undefined;

/** Once for the whole command line: the parts of a sequence share the lock. */
function lockRun(): Promise<void> {
  runLock ??= holdLock(runPaths(loadSettings()).lock);
  return runLock;
}

/** just prints an error's stack: for an expected failure that is the message and the remedy, for a bug of ours the stack. */
function shown(thrown: unknown): unknown {
  const error = machineProblem(thrown) ?? thrown;
  if (!(error instanceof WorkflowError)) {
    failWith(70);
    return error;
  }
  failWith(error.exitCode);
  error.stack = error.hint ? `${error.message}\n${error.hint}` : error.message;
  return error;
}
