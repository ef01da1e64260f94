import { WorkflowError } from '../scripts/lib/errors.ts';
import { nearest } from '../scripts/lib/nearest.ts';
import { table } from '../scripts/lib/table.ts';
import { COMMON_OPTIONS, parse } from './input.ts';
import type { TaskHelp, TaskTable } from './input.ts';
import { failWith } from './outcome.ts';
import { printLines, reserveStdout } from './output.ts';

/**
 * Looks at what was typed before just does, which would run a task for `TASK --help` and accept any option. Ends the
 * process after a help text or a usage error; otherwise just goes on.
 */
export function checkCommandLine(tasks: TaskTable, argv: readonly string[] = process.argv.slice(2)): void {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === 'help') return end(listOf(tasks));
  try {
    const help = tasks.get(name);
    if (!help) {
      throw new WorkflowError(`There is no task \`${name}\`${nearest(name, [...tasks.keys()])}`, {
        hint: '`npx just` lists the tasks.',
        exitCode: 2,
      });
    }
    const typed = parse(help, rest);
    if (typed.has('help')) return end(helpOf(help));
    if (typed.has('json') || help.printsContent) reserveStdout();
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`);
    // just adds a line of its own to every exit with another code; the hook of outcome.ts sets it after that.
    failWith(error.exitCode);
    process.exit(0);
  }
}

/** The list of `npx just`. */
export function listOf(tasks: TaskTable): string[] {
  const rows = [...tasks.values()].map(({ name, args, summary }) => [['npx just', name, ...args].join(' '), summary]);
  return [...table(['Command', 'What it does'], rows), '', 'Every task has --help.'];
}

function helpOf({ name, summary, options, args }: TaskHelp): string[] {
  const rows = Object.entries({ ...options, ...COMMON_OPTIONS }).map(([option, { value, summary: meaning }]) => [
    `  --${option}${value ? ` ${value}` : ''}`,
    meaning,
  ]);
  return [summary, '', `Usage: npx just ${[name, ...args].join(' ')} [options]`, '', ...table(['Options', ''], rows)];
}

function end(lines: readonly string[]): void {
  printLines(lines);
  process.exit(0);
}
