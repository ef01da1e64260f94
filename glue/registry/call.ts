import type { RegistryOptions } from './options.ts';
import type { Scope } from './scope.ts';
import type { Change } from './store/rows.ts';
import type { ScopeState, Version } from './store/state.ts';

/** One request: what it may see and change. */
export interface Call {
  readonly scope: Scope;
  /** The scope as rows carry it. */
  readonly scopeKey: string;
  readonly state: ScopeState;
  readonly options: RegistryOptions;
  /** When the request came, in milliseconds since the epoch. */
  readonly now: number;
  /** Carries the changes out; the answer waits until they are on disk. */
  readonly commit: (changes: readonly Change[]) => void;
  /** Decides a PENDING version when it is due. */
  readonly settleLater: (version: Version) => void;
  /** A line for the person who runs the registry. */
  readonly log: (line: string) => void;
}

/** How the service writes a time: a string, UTC, three fraction digits. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
