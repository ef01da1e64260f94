import type { Settings } from '../../configs/settings.ts';
import { embedded } from './embedded.ts';

export const SERVICES = ['aws', 'kafka', 'connect'] as const;

/** What a runtime can start and stop: the local AWS side, the three brokers, the Connect worker. */
export type Service = (typeof SERVICES)[number];

/** One process (or container) of a service. */
export interface ProcessState {
  readonly name: string;
  readonly service: Service;
  readonly address: string;
  readonly state: 'running' | 'stopped';
  readonly pid?: number;
  /** Resident memory in bytes. */
  readonly memory?: number;
  readonly logFile: string;
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
}

/** The runtime that the settings name. */
export function runtimeOf(settings: Settings): Runtime {
  return embedded(settings);
}
