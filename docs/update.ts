import { writeFile } from 'node:fs/promises';
import { BLOCKS } from './update/blocks.ts';
import { readStalePages } from './update/pages.ts';

// `npm run docs`: writes every generated block of every page anew.
for (const { path, text } of await readStalePages(BLOCKS)) {
  await writeFile(path, text);
  process.stdout.write(`Updated ${path}\n`);
}
