/**
 * What a run ends with. 0 done or proved, 1 data wrong, 2 usage or settings, 3 not reachable, 4 deadline passed while
 * something was pending, 5 pipeline unhealthy though the data so far is proved, 70 a bug of ours.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 70;

interface WorkflowErrorOptions extends ErrorOptions {
  /** The next command to type or the file to read, as a sentence. */
  readonly hint?: string;
  readonly exitCode?: ExitCode;
}

/** An expected failure: the message says what happened with the value in it, the hint says what to do next. */
export class WorkflowError extends Error {
  override readonly name = 'WorkflowError';
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor(message: string, { hint, exitCode = 3, ...options }: WorkflowErrorOptions = {}) {
    super(message, options);
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** What an error says, for a sentence of ours around it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error, such as `ENOENT`; `undefined` for any other. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const OTHER_DISK = 'Free some space, or set RUN_DIR and BUILD_DIR to folders on another disk.';
const OWN_FOLDER = 'Make it writable for you, or set RUN_DIR and BUILD_DIR to folders of your own.';
const MORE_FILES = 'Allow more with `ulimit -n 4096`, or close other programs.';

/** What a system error says of the machine, with what to do about it; the rest are bugs of ours. */
const MACHINE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: OTHER_DISK,
  EDQUOT: OTHER_DISK,
  EACCES: OWN_FOLDER,
  EPERM: OWN_FOLDER,
  EROFS: OWN_FOLDER,
  EMFILE: MORE_FILES,
  ENFILE: MORE_FILES,
};

/** A folder that cannot be made: below a file, on a disk that takes none, in a folder of somebody else. */
export function folderProblem(folder: string, cause: unknown): WorkflowError {
  return new WorkflowError(`${folder} cannot be made: ${messageOf(cause)}`, { hint: OWN_FOLDER, exitCode: 2, cause });
}

/** A full disk, a folder of somebody else: an expected failure with its remedy. `undefined` for any other error. */
export function machineProblem(error: unknown): WorkflowError | undefined {
  const hint = MACHINE_PROBLEMS[codeOf(error) ?? ''];
  return hint
    ? new WorkflowError(`The system refused: ${messageOf(error)}`, { hint, exitCode: 2, cause: error })
    : undefined;
}
