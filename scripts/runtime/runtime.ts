import type { Settings } from '../../configs/settings.ts';
import { docker } from './docker.ts';
import { embedded } from './embedded.ts';

export const SERVICES = ['aws', 'kafka', 'connect', 'ui'] as const;

/** What a runtime can start and stop: the local AWS side, the three brokers, the Connect worker, the management apps. */
export type Service = (typeof SERVICES)[number];

/** One process (or container) of a service. */
export interface ProcessState {
  readonly name: string;
  readonly service: Service;
  readonly address: string;
  readonly state: 'running' | 'stopped';
  /** It runs where it was started, which is not where the settings have it now. */
  readonly moved?: boolean;
  readonly pid?: number;
  /** Resident memory in bytes. */
  readonly memory?: number;
  /** Where its log is: in a file, or what a command prints (with `--follow` it goes on). */
  readonly logFile?: string;
  readonly logCommand?: readonly string[];
}

/** What a start would bring up. */
export interface PlannedProcess {
  readonly name: string;
  readonly service: Service;
  readonly address: string;
  /** What it is made from. */
  readonly source: string;
}

/** Starts and stops services somewhere; whether they are ready is asked of the services themselves. */
export interface Runtime {
  /** Starts what does not run yet; resolves with the names of the processes that were started. */
  start(service: Service): Promise<string[]>;
  /** Stops what runs; resolves with the names of the processes that were stopped. */
  stop(service: Service): Promise<string[]>;
  status(service: Service): Promise<ProcessState[]>;
  /** Throws with the last log lines when a process of the service has ended. */
  checkAlive(service: Service): Promise<void>;
  /** What a start of the service would bring up, without looking at the machine. */
  plan(service: Service): Promise<PlannedProcess[]>;
  /** Names of what holds data outside of the run folder: the volumes of containers. */
  volumes(): Promise<string[]>;
  removeVolumes(): Promise<void>;
}

/** The runtime that the settings name. */
export function runtimeOf(settings: Settings): Runtime {
  return settings.runtime === 'docker' ? docker(settings) : embedded(settings);
}
