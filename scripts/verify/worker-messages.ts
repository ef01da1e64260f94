import type { Settings } from '../../configs/settings.ts';
import { type ExitCode, WorkflowError } from '../lib/errors.ts';
import { OffsetGoneError } from '../records.ts';
import type { ScanJob, ScanResult } from './scan-job.ts';

/** What a worker thread is started with. */
export interface WorkerStart {
  readonly settings: Settings;
  readonly topics: readonly string[];
  readonly registryRegion: string;
}

export interface ScanRequest {
  readonly id: number;
  readonly job: ScanJob;
}

export type ScanReply =
  | { readonly kind: 'progress'; readonly records: number }
  | { readonly kind: 'result'; readonly id: number; readonly result: ScanResult }
  | ({ readonly kind: 'error'; readonly id: number } & ErrorMessage);

/** An error on its way between threads, which keeps no class. */
export interface ErrorMessage {
  readonly message: string;
  readonly hint: string | undefined;
  /** `undefined`: a bug of ours; the message holds its stack. */
  readonly exitCode: ExitCode | undefined;
  readonly isOffsetGone: boolean;
}

export function describeError(error: unknown): ErrorMessage {
  if (error instanceof WorkflowError) {
    const { message, hint, exitCode } = error;
    return { message, hint, exitCode, isOffsetGone: error instanceof OffsetGoneError };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message, hint: undefined, exitCode: undefined, isOffsetGone: false };
}

export function errorOf({ message, hint, exitCode, isOffsetGone }: ErrorMessage): Error {
  if (exitCode === undefined) return new Error(message);
  return isOffsetGone
    ? new OffsetGoneError(message, { hint, exitCode })
    : new WorkflowError(message, { hint, exitCode });
}
