import type { Build } from '../../build/layout.ts';
import type { JavaProgram } from '../../lib/java.ts';
import type { Service } from '../runtime.ts';

/** A process of the embedded runtime: what is known of it from the settings alone, and how it is launched. */
export interface EmbeddedProcess {
  readonly name: string;
  readonly service: Service;
  readonly address: string;
  /** What it is made from, for `up --dry-run`. */
  readonly source: string;
  /** How long it may take to stop by itself, in ms. */
  readonly graceMs: number;
  readonly launch: (tools: Tools) => Launch;
}

/** What a launch needs of the machine. */
export interface Tools {
  readonly build: Build;
  /** Turns a Java program into a command line; the build's training and the benchmark give it other flags. */
  readonly java: (program: JavaProgram) => [string, ...string[]];
  /** The region of AWS clients where a connector names none. */
  readonly region: string;
}

export interface Launch {
  readonly command: [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Writes what the process reads at its start: properties, a formatted data folder. Safe to run again. */
  readonly prepare: () => Promise<unknown>;
}
