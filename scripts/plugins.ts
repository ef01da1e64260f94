import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../configs/settings.ts';
import type { Build } from './build/layout.ts';
import { addressOf, downloadAll } from './download.ts';
import { LIST_FILE, readDownloads } from './download/list.ts';
import type { Downloaded } from './download.ts';

const CONVERTER = 'glue-converter';

/** The folder that holds a folder for each plugin of the worker, as Connect's `plugin.path` wants it. */
export function pluginPath({ connectors, downloadDir }: Settings, build: Build): string {
  return connectors === 'bundled' ? build.pluginPath : join(downloadDir, 'plugins');
}

/** How the worker finds plugins: AWS's generator has no ServiceLoader manifest, so its jar must be scanned. */
export function pluginDiscovery({ connectors }: Settings): string {
  return connectors === 'bundled' ? 'service_load' : 'hybrid_warn';
}

/**
 * Completes the plugins that the settings name. With `CONNECTORS=upstream` the two connectors are downloaded, and the
 * Glue converter, which Maven brought, is put beside them: both runtimes then use one folder.
 */
export async function preparePlugins(settings: Settings, build: Build): Promise<Downloaded[]> {
  if (settings.connectors === 'bundled') return [];
  const downloaded = await downloadAll(settings, { uses: ['plugin'] });
  await copyPlugin(join(build.pluginPath, CONVERTER), join(pluginPath(settings, build), CONVERTER));
  return downloaded;
}

/** Where the worker's plugins come from. */
export async function plannedPlugins({ connectors, downloadMirror }: Settings) {
  const converter = { name: CONVERTER, source: 'Maven Central' };
  if (connectors === 'bundled') return [converter, { name: 'both connectors', source: 'jvm/ of this project' }];
  const plugins = (await readDownloads(LIST_FILE)).filter(({ use }) => use === 'plugin');
  return [
    converter,
    ...plugins.map(({ name, file, source }) => ({ name, source: addressOf({ file, source }, downloadMirror) })),
  ];
}

async function copyPlugin(from: string, to: string): Promise<void> {
  if ((await listing(from)) === (await listing(to))) return;
  const draft = `${to}.copying`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  for (const name of await readdir(from)) await copyFile(join(from, name), join(draft, name));
  await rm(to, { recursive: true, force: true });
  await rename(draft, to);
}

/** Names and sizes: Maven's jars carry their version in the name. */
async function listing(folder: string): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).toSorted((a, b) => a.localeCompare(b));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return JSON.stringify([names, sizes]);
}
