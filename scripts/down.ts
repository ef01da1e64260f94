import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../configs/settings.ts';
import { removeAbandonedTrainings } from './build/training.ts';
import { WorkflowError } from './lib/errors.ts';
import { runPaths } from './runtime/run-folder.ts';
import { SERVICES, runtimeOf } from './runtime/runtime.ts';

/**
 * Stops everything that runs, the worker first: its sinks still write what they hold. Resolves with the names. What a
 * killed build has left goes too.
 */
export async function stopAll(settings: Settings): Promise<string[]> {
  const leftovers = (await removeAbandonedTrainings(settings.buildDir)) ? ['what a killed build had left'] : [];
  const runtime = runtimeOf(settings);
  const connect = await runtime.stop('connect');
  const rest = await Promise.all([runtime.stop('ui'), runtime.stop('kafka'), runtime.stop('aws')]);
  return [...leftovers, ...connect, ...rest.flat()];
}

/** Names of the processes that `stopAll` would stop. */
export async function runningProcesses(settings: Settings): Promise<string[]> {
  const runtime = runtimeOf(settings);
  const states = await Promise.all([...SERVICES, 'ui' as const].map((service) => runtime.status(service)));
  return states.flat().flatMap(({ name, state }) => (state === 'running' ? [name] : []));
}

/** Names of the Docker volumes of the run, which hold data outside of its folder; none in the embedded runtime. */
export function dataVolumes(settings: Settings): Promise<string[]> {
  return runtimeOf(settings).volumes();
}

/** Deletes them; everything is stopped by then. */
export function deleteVolumes(settings: Settings): Promise<void> {
  return runtimeOf(settings).removeVolumes();
}

/** What `down --volumes` deletes: the records, objects, schemas and offsets of the run. */
export async function dataPaths(settings: Settings): Promise<string[]> {
  const { data } = runPaths(settings);
  return existing([data], settings);
}

/** What `clean` deletes: all of the run folder, and with `build` all of the build folder. */
export async function cleanPaths(settings: Settings, { build }: { readonly build: boolean }): Promise<string[]> {
  const run = await existing([settings.runDir], settings);
  return build && existsSync(settings.buildDir) ? [...run, ...(await ownBuild(settings.buildDir))] : run;
}

/** One of them is in every build folder: the first thing that `just up` and `just build` make there. */
const OWN_TRACES = ['build.lock', join('preflight', 'UserXattrs.class')];

/** Deletes these paths. */
export async function deletePaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { recursive: true, force: true });
}

async function existing(paths: readonly string[], settings: Settings): Promise<string[]> {
  const { mark, lock } = runPaths(settings);
  const names = (await readdir(settings.runDir).catch(() => [])).filter((name) => join(settings.runDir, name) !== lock);
  if (names.length === 0) return [];
  if (existsSync(mark)) return paths.filter((path) => existsSync(path));
  throw new WorkflowError(`RUN_DIR ${settings.runDir} was not made by this project, so nothing in it is deleted`, {
    hint: 'Correct RUN_DIR, or delete the folder yourself.',
    exitCode: 2,
  });
}

/** A build folder holds builds, Maven's output, and what only we leave there; anything else is somebody else's. */
async function ownBuild(buildDir: string): Promise<string[]> {
  const strangers = (await readdir(buildDir)).filter(
    (name) => !/^(?:maven|preflight|build\.lock|[0-9a-f]{12}|training-.*)$/.test(name),
  );
  if (strangers.length === 0 && OWN_TRACES.some((path) => existsSync(join(buildDir, path)))) return [buildDir];
  throw new WorkflowError(`BUILD_DIR ${buildDir} holds ${strangers.join(', ') || 'files'} that no build made`, {
    hint: 'Correct BUILD_DIR, or delete the folder yourself.',
    exitCode: 2,
  });
}
