import { writeFile } from 'node:fs/promises';
import { BLOCKS } from './update/blocks.ts';
import { readStalePages } from './update/pages.ts';
import type { StalePage } from './update/pages.ts';
import { readStaleTranscripts } from './update/transcripts.ts';

// `npm run docs`: writes every generated block of every page anew, with `-- --run` the outputs of run commands too.
await write(await readStalePages(BLOCKS));
if (process.argv.includes('--run')) await write(await readStaleTranscripts(say));

async function write(pages: readonly StalePage[]): Promise<void> {
  for (const { path, text } of pages) {
    await writeFile(path, text);
    say(`Updated ${path}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
