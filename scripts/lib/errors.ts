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
