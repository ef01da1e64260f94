import type { CheckpointBase } from './definitions/modes.ts';

/** How the registry behaves where AWS documents a quota or leaves a choice. */
export interface RegistryOptions {
  /** The account of requests whose access key names none. */
  readonly account: string;
  /** The region of requests without a readable credential. */
  readonly region: string;
  /** Registries in one account and region. */
  readonly maxRegistries: number;
  /** Schema versions in one account and region. */
  readonly maxVersions: number;
  /** Metadata pairs of one schema version. */
  readonly maxMetadata: number;
  /** How long a version stays PENDING. The Java client gives up after 3 s. */
  readonly pendingMs: number;
  /** `auto`: only the `_ALL` modes answer PENDING first, as the service was seen to do. */
  readonly pending: 'auto' | 'always' | 'never';
  readonly checkpointBase: CheckpointBase;
}

export const DEFAULT_OPTIONS: RegistryOptions = {
  account: '000000000000',
  region: 'us-east-1',
  maxRegistries: 100,
  maxVersions: 10_000,
  maxMetadata: 10,
  pendingMs: 700,
  pending: 'auto',
  checkpointBase: 'latest',
};
