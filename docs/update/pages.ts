import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import { type Block, BLOCKS } from './blocks.ts';
import { blocksIn, fillPage } from './page.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = [ROOT, join(ROOT, 'docs')];

/** A page whose generated blocks say something else than the program does now. */
export interface StalePage {
  readonly path: string;
  /** What it should hold. */
  readonly text: string;
}

/** Every page that is out of date in one of these blocks. Throws for a block that nothing generates. */
export async function readStalePages(blocks: readonly Block[]): Promise<StalePage[]> {
  const pages = await readPages();
  refuseUnknown(pages);
  const used = blocks.filter(({ name }) => pages.some(({ text }) => blocksIn(text).includes(name)));
  const texts = new Map<string, string>();
  for (const { name, text } of used) texts.set(name, await text());
  return pages.flatMap(({ path, text }) => {
    const filled = fillPage(text, texts);
    return filled === text ? [] : [{ path, text: filled }];
  });
}

/** Every page of the documentation as it is. */
export async function readPages(): Promise<{ readonly path: string; readonly text: string }[]> {
  const names = await Promise.all(
    FOLDERS.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  const paths = names.flat().filter((path) => path.endsWith('.md'));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}

function refuseUnknown(pages: readonly StalePage[]): void {
  const known = new Set(BLOCKS.map(({ name }) => name));
  const unknown = pages.flatMap(({ path, text }) =>
    blocksIn(text)
      .filter((name) => !known.has(name))
      .map((name) => `\`${name}\` in ${relative(ROOT, path)}`),
  );
  if (unknown.length === 0) return;
  throw new WorkflowError(`Nothing generates ${unknown.join(', ')}`, {
    hint: `Known are ${[...known].map((name) => `\`${name}\``).join(', ')}.`,
    exitCode: 2,
  });
}
