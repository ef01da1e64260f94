import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readConnectorStatus } from '../../../scripts/connect-api.ts';
import { readDaemon } from '../../../scripts/lib/daemon.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { runPaths } from '../../../scripts/runtime/run-folder.ts';
import type { Random } from '../../glue/random.ts';
import { type Workshop, writeConnector } from '../workshop.ts';
import { BY_TIME } from './by-time.ts';

/** What every drill works with. */
export interface Stage {
  readonly workshop: Workshop;
  readonly random: Random;
  /** Where the connector files are. */
  readonly folder: string;
  /** Directives of the topics that came later. */
  readonly late: Record<string, string>;
}

const WAIT = { timeoutMs: 60_000 };
const SOURCE = { 'global.throttle.ms': '10' };
/** Both rotations at once: at this load a partition fills a file in about half a second. */
const SINK = { 'flush.size': '40', 'rotate.schedule.interval.ms': '1000' };

/** Writes the files of the three connectors: the tutorial's two, and a sink of all topics that sorts by record time. */
export async function writeConnectors(folder: string): Promise<string> {
  const files = ['source.json', 'sink.json', 'by-time.json'].map((name) => join(folder, name));
  await writeSource({ folder, late: {} });
  await writeSink(folder, {});
  await writeConnector(join(folder, 'by-time.json'), 'sink.json', { name: BY_TIME.name, config: BY_TIME.config });
  return files.join(',');
}

/** Writes the source's file anew. */
export function writeSource({ folder, late }: Pick<Stage, 'folder' | 'late'>): Promise<void> {
  return writeConnector(join(folder, 'source.json'), 'source.json', { config: { ...SOURCE, ...late } });
}

/** Writes the file of the tutorial's sink anew. */
export function writeSink(folder: string, config: Readonly<Record<string, string>>): Promise<void> {
  return writeConnector(join(folder, 'sink.json'), 'sink.json', { config: { ...SINK, ...config } });
}

/** Waits until every task of the tutorial's sink is in a state. */
export async function reach({ settings }: Workshop, state: string): Promise<void> {
  const isReached = async () => {
    const status = await readConnectorStatus(settings.connectUrl, 'order-sink');
    return status?.tasks.every((task) => task.state === state) || undefined;
  };
  await waitFor(`order-sink to be ${state}`, isReached, WAIT);
}

/** Ends a process of the run, and waits until it is gone. */
export async function kill({ settings }: Workshop, name: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const pidFile = runPaths(settings).pidFile(name);
  const daemon = await readDaemon(pidFile);
  assert.ok(daemon, `${name} does not run`);
  process.kill(daemon.pid, signal);
  await waitFor(`${name} to be gone`, async () => ((await readDaemon(pidFile)) ? undefined : true), WAIT);
}
