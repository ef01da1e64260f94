import { WorkflowError } from '../../scripts/lib/errors.ts';

/** Stands in an output for lines that are left out; at most once in each. */
export const ELISION = '…';

/** A command that a page shows, with what it printed. */
export interface Step {
  /** Its place among the page's steps. */
  readonly index: number;
  /** Line of the page at which its block begins, from 1. */
  readonly line: number;
  readonly command: string;
  /** What the page says it prints. */
  readonly output: readonly string[];
  /** Why it is only shown, as the page says to its reader; `undefined` when it is run. */
  readonly notRun: string | undefined;
  /** How it is expected to end. */
  readonly exitCode: number;
  /** It looks at something that comes about by itself: it is run again until it shows this. */
  readonly isRepeated: boolean;
  /** A program that it is left out without. */
  readonly needs: string | undefined;
}

const FENCE = /^```(\w*)$/;
const RUN = /^<!-- run(?:: (.+?))? -->$/;
const NOT_RUN = /^\*Not run(?: here)?: (.+)\.\*$/;

/** Whether a page has commands that are run. */
export function isTranscript(page: string): boolean {
  return page.split('\n').some((line) => RUN.test(line));
}

/**
 * The steps of a page, in order: its `console` blocks, each with one command after `$ `. Before a block stands either
 * `<!-- run -->`, for which `exits N`, `until it shows this` and `needs PROGRAM` can follow a colon, or the visible line
 * `*Not run: REASON.*`. Throws for a block that has neither, and for commands in a block of another kind.
 */
export function readSteps(page: string): Step[] {
  const lines = page.split('\n');
  const steps: Step[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const language = FENCE.exec(lines[at] ?? '')?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw badBlock(at, 'has no end');
    if (['', 'bash', 'sh', 'shell'].includes(language))
      throw badBlock(at, 'must say what it is; commands are `console`');
    if (language === 'console') steps.push({ index: steps.length, ...readStep(lines, at, end) });
    at = end;
  }
  return steps;
}

function readStep(lines: readonly string[], start: number, end: number): Omit<Step, 'index'> {
  const marker = lines[start - 1] ?? '';
  const notRun = NOT_RUN.exec(lines[start - 2] ?? '')?.[1];
  const run = RUN.exec(marker);
  if (!run && notRun === undefined) throw badBlock(start, 'is neither marked `<!-- run -->` nor `*Not run: …*`');
  const { command, output } = readBody(lines.slice(start + 1, end), start);
  return { line: start + 1, command, output, notRun, ...readConditions(run?.[1], start) };
}

function readConditions(text: string | undefined, at: number): Pick<Step, 'exitCode' | 'isRepeated' | 'needs'> {
  const words = text?.split(', ') ?? [];
  const known = /^(?:exits \d+|until it shows this|needs \w+)$/;
  const unknown = words.find((word) => !known.test(word));
  if (unknown !== undefined) throw badBlock(at, `has the unknown condition \`${unknown}\``);
  const valueOf = (name: string) => words.find((word) => word.startsWith(`${name} `))?.slice(name.length + 1);
  return {
    exitCode: Number(valueOf('exits') ?? 0),
    isRepeated: words.includes('until it shows this'),
    needs: valueOf('needs'),
  };
}

/** A line that ends with a backslash goes on in the next. */
function readBody(body: readonly string[], at: number): Pick<Step, 'command' | 'output'> {
  const last = body.findIndex((line) => !line.endsWith('\\'));
  const command = body.slice(0, last + 1).join('\n');
  if (!command.startsWith('$ ')) throw badBlock(at, 'does not begin with `$ ` and a command');
  const output = body.slice(last + 1);
  if (output.filter((line) => line === ELISION).length > 1)
    throw badBlock(at, `leaves out (${ELISION}) more than once`);
  if (output.some((line) => line.startsWith('$ '))) throw badBlock(at, 'has more than one command');
  return { command: command.slice(2), output };
}

function badBlock(at: number, problem: string): WorkflowError {
  return new WorkflowError(`The block at line ${at + 1} ${problem}`, { exitCode: 2 });
}

/** The page with other outputs; `outputs` has them by the index of the step. */
export function writeOutputs(page: string, outputs: ReadonlyMap<number, readonly string[]>): string {
  const lines = page.split('\n');
  for (const { index, line, command, output } of readSteps(page).toReversed()) {
    const written = outputs.get(index);
    if (!written) continue;
    lines.splice(line + command.split('\n').length, output.length, ...written);
  }
  return lines.join('\n');
}
