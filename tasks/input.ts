import { parseArgs } from 'node:util';
import { WorkflowError } from '../scripts/lib/errors.ts';
import { nearest } from '../scripts/lib/nearest.ts';

export interface Option {
  readonly summary: string;
  /** What stands after the option, such as `N`; an option without it is a switch. */
  readonly value?: string;
}

/** What the list and `--help` say of a task. */
export interface TaskHelp {
  readonly name: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly args: readonly string[];
  /** What it prints is for a file or another program, as it is: nothing else may stand on stdout. */
  readonly printsContent?: true;
}

/** What was typed after the task's name. */
export interface Input {
  readonly args: readonly string[];
  readonly has: (option: string) => boolean;
  readonly value: (option: string) => string | undefined;
  /** A whole number of at least 0; throws when something else was typed. */
  readonly number: (option: string) => number | undefined;
}

/** Options that are settings too, by the name of the setting in small letters. They hold for one command only. */
export const SETTING_OPTIONS = {
  runtime: { value: 'embedded|docker', summary: 'RUNTIME for this command alone' },
  aws: { value: 'local|cloud', summary: 'AWS for this command alone' },
  connectors: { value: 'bundled|upstream', summary: 'CONNECTORS for this command alone' },
} as const satisfies Readonly<Record<string, Option>>;

/** Every task takes these. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  ...SETTING_OPTIONS,
  help: { summary: 'Show this help' },
};

export type TaskTable = ReadonlyMap<string, TaskHelp>;

/** What was typed, when `name` is the task that was typed or a part of it. */
export function input(table: TaskTable, name: string): Input {
  const typed = process.argv[2] ?? name;
  return parse(table.get(typed) ?? { name, summary: '', options: {}, args: [] }, process.argv.slice(3));
}

/** Parses what follows a task's name. Throws on an option or an argument that the task does not take. */
export function parse(help: TaskHelp, argv: readonly string[]): Input {
  const known = { ...help.options, ...COMMON_OPTIONS };
  const parsed = parseStrictly(help, known, argv);
  const value = (option: string) => {
    const given = parsed.values[option];
    return typeof given === 'string' ? given : undefined;
  };
  return {
    args: parsed.positionals,
    has: (option) => parsed.values[option] !== undefined,
    value,
    number: (option) => wholeNumber(option, value(option)),
  };
}

function parseStrictly(help: TaskHelp, known: Readonly<Record<string, Option>>, argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { value }]) => [
      name,
      { type: value ? ('string' as const) : ('boolean' as const) },
    ]),
  );
  const { tokens, ...parsed } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = known[token.name];
    if (!option)
      throw usage(
        help,
        `\`${help.name}\` has no option \`${token.rawName}\`${nearest(token.name, Object.keys(known), '--')}`,
      );
    if (option.value && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))))
      throw usage(help, `\`${token.rawName}\` needs a value: ${token.rawName} ${option.value}`);
    if (!option.value && token.value !== undefined) throw usage(help, `\`${token.rawName}\` takes no value`);
  }
  const required = help.args.filter((name) => !name.startsWith('['));
  if (parsed.values['help'] === undefined) {
    if (parsed.positionals.length < required.length) {
      throw usage(help, `\`${help.name}\` needs ${required.slice(parsed.positionals.length).join(' ')}`);
    }
    if (parsed.positionals.length > help.args.length) {
      throw usage(help, `\`${help.name}\` does not take \`${parsed.positionals[help.args.length]}\``);
    }
  }
  return parsed;
}

function usage(help: TaskHelp, message: string): WorkflowError {
  return new WorkflowError(message, { hint: `See \`npx just ${help.name} --help\`.`, exitCode: 2 });
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new WorkflowError(`\`--${option}\` needs a whole number, got \`${text}\``, { exitCode: 2 });
}
