import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Settings } from '../../configs/settings.ts';
import { listConnectors } from '../connect-api.ts';
import { readConnectorFiles } from '../connector-files.ts';
import { startTimeOf } from '../lib/process-table.ts';

const Entry = v.object({ name: v.string(), pid: v.number(), started: v.string() });
const Marker = v.array(Entry);

/** A connector that a run of verify paused; pid and start time tell whether that run is alive. */
type Entry = v.InferOutput<typeof Entry>;

/** A connector that stands still since a verify was killed, and what lets it go on. */
export interface LeftPaused {
  readonly name: string;
  readonly command: string;
}

/** Writes down, before anything is paused, what this process is about to pause. */
export async function markPaused(settings: Settings, names: readonly string[]): Promise<void> {
  const started = (await startTimeOf(process.pid)) ?? '';
  const own = names.map((name) => ({ name, pid: process.pid, started }));
  await write(settings, [...(await read(settings)).filter(({ name }) => !names.includes(name)), ...own]);
}

/** Forgets what this process has resumed. */
export async function unmarkPaused(settings: Settings, names: readonly string[]): Promise<void> {
  const isOwn = ({ name, pid }: Entry) => pid === process.pid && names.includes(name);
  await write(
    settings,
    (await read(settings)).filter((entry) => !isOwn(entry)),
  );
}

/**
 * Connectors that a killed verify has paused and that stand still to this day. Forgets those that somebody has resumed
 * since; when Connect does not answer nothing is known and nothing forgotten.
 */
export async function readLeftPaused(settings: Settings): Promise<LeftPaused[]> {
  const entries = await read(settings);
  if (entries.length === 0) return [];
  const connectors = await listConnectors(settings.connectUrl).catch(() => undefined);
  if (!connectors) return [];
  const isPaused = ({ name }: Entry) => connectors.some((each) => each.name === name && isStill(each.status));
  const left: Entry[] = [];
  const alive: Entry[] = [];
  for (const entry of entries) {
    if ((await startTimeOf(entry.pid)) === entry.started) alive.push(entry);
    else if (isPaused(entry)) left.push(entry);
  }
  if (left.length + alive.length < entries.length) await write(settings, [...left, ...alive]);
  return left.length === 0 ? [] : withCommands(settings, left);
}

/** A sentence for people. */
export function describeLeftPaused({ name, command }: LeftPaused): string {
  return `\`${name}\` is still paused by a verify that was killed; \`${command}\` lets it go on`;
}

async function withCommands(settings: Settings, left: readonly Entry[]): Promise<LeftPaused[]> {
  const files = await readConnectorFiles(settings).catch(() => []);
  return left.map(({ name }) => ({
    name,
    command: files.some((file) => file.name === name)
      ? 'npx just source:create'
      : `curl -X PUT ${settings.connectUrl}/connectors/${encodeURIComponent(name)}/resume`,
  }));
}

function isStill({ connector }: { readonly connector: { readonly state: string } }): boolean {
  return connector.state === 'PAUSED';
}

/** The marker lies beside what else a run leaves behind. */
function markerPath({ runDir }: Settings): string {
  return join(runDir, 'verify-paused.json');
}

/** A marker that is not there or cannot be read marks nothing. */
async function read(settings: Settings): Promise<Entry[]> {
  const text = await readFile(markerPath(settings), 'utf8').catch(() => '[]');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Marker), text);
  return parsed.success ? parsed.output : [];
}

async function write(settings: Settings, entries: readonly Entry[]): Promise<void> {
  const path = markerPath(settings);
  if (entries.length === 0) {
    await rm(path, { force: true });
    return;
  }
  await mkdir(settings.runDir, { recursive: true });
  await writeFile(`${path}.tmp`, JSON.stringify(entries));
  await rename(`${path}.tmp`, path);
}
