import { WorkflowError } from '../../scripts/lib/errors.ts';

const BLOCK = /(<!-- generated: (.+?) -->\n)[\s\S]*?\n?(<!-- end -->)/g;

/** Names of the generated blocks of a page, in order. */
export function blocksIn(page: string): string[] {
  return [...page.matchAll(BLOCK)].map(([, , name = '']) => name);
}

/** The page with new texts in those of its blocks that `texts` has. Throws when a block has no end. */
export function fillPage(page: string, texts: ReadonlyMap<string, string>): string {
  const starts = page.match(/<!-- generated: /g)?.length ?? 0;
  if (starts !== blocksIn(page).length) {
    throw new WorkflowError('A generated block has no end', { hint: 'Close it with `<!-- end -->`.', exitCode: 2 });
  }
  return page.replaceAll(BLOCK, (block: string, start: string, name: string, end: string) => {
    const text = texts.get(name);
    return text === undefined ? block : `${start}\n${text}\n\n${end}`;
  });
}
