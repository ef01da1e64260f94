import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSettings } from '../../configs/settings.ts';
import { buildJvm } from '../../scripts/build.ts';
import { findBuild } from '../../scripts/build/find.ts';
import { listen, zip } from '../unit/download-server.ts';

/**
 * The vendors cannot be reached from a test: a mirror serves the bundled plugins under the names of their files. What it
 * proves is the way of a downloaded plugin into the worker; not the vendors' own plugins.
 */
export async function serveMirror() {
  const settings = loadSettings({ env: process.env });
  await buildJvm(settings);
  const { build } = await findBuild(settings);
  const entries: Record<string, Buffer> = {};
  for (const plugin of ['s3-sink', 'data-generator']) {
    const folder = join(build.pluginPath, plugin);
    for (const jar of await readdir(folder)) entries[`connectors-1.0/lib/${jar}`] = await readFile(join(folder, jar));
  }
  const files: Readonly<Record<string, Buffer>> = {
    zip: zip(entries),
    jar: zip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n' }),
  };
  return listen((request, response) => response.end(files[request.url?.split('.').at(-1) ?? '']));
}
