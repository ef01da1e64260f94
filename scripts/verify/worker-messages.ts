import type { Settings } from '../../configs/settings.ts';
import type { ExitCode } from '../lib/errors.ts';
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
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly message: string;
      readonly hint: string | undefined;
      /** `undefined`: a bug of ours; the message holds its stack. */
      readonly exitCode: ExitCode | undefined;
    };
