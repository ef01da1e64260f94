import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../../configs/settings.ts';
import { buildJvm } from '../../../scripts/build.ts';
import { BASE, importBase } from './base.ts';
import { openEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { whyNoContainers } from './probe.ts';
import { buildStandIns } from './stand-ins.ts';

export interface Containers extends Engine {
  /** The official images that it lacked, and for which stand-ins were built. */
  readonly standIns: readonly string[];
}

/** An engine that has every image of the compose files; or why there can be none. What was made for it goes with it. */
export async function openContainers(): Promise<Containers | string> {
  const engine = await openEngine();
  if (typeof engine === 'string') return engine;
  const dir = await mkdtemp(join(tmpdir(), 'stand-ins-'));
  const undo: (() => PromiseLike<unknown>)[] = [
    () => engine[Symbol.asyncDispose](),
    () => engine.shell`docker rmi -f ${BASE}`.nothrow(),
    () => rm(dir, { recursive: true, force: true }),
  ];
  const close = async () => {
    for (const step of undo.toReversed()) await step();
  };
  try {
    const settings = loadSettings({ env: process.env });
    await buildJvm(settings);
    await importBase(engine, settings, dir);
    const why = await whyNoContainers(engine, dir);
    if (why) {
      await close();
      return why;
    }
    const standIns = await buildStandIns(engine, settings, dir);
    undo.push(() => standIns[Symbol.asyncDispose]());
    await rm(dir, { recursive: true, force: true });
    return { ...engine, standIns: standIns.images, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
