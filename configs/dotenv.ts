import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { distance } from 'fastest-levenshtein';
import { codeOf, messageOf } from '../scripts/lib/errors.ts';

/** As dotenv understands it: a name, then `=` or `:`; empty lines and comments set nothing and mean nothing. */
const UNDERSTOOD = /^\s*(?:(?:export\s+)?[\w.-]+\s*[=:]|#|$)/;

export interface Dotenv {
  readonly values: Readonly<Record<string, string>>;
  /** What would be passed over in silence otherwise, each in one sentence. */
  readonly problems: readonly string[];
}

/**
 * Reads a `.env`; where there is none it is empty. It may hold variables of other tools, but neither a name that is one letter
 * away from a setting nor a line that sets nothing, such as the last of a file that was cut: the default would be used
 * without a word.
 */
export function readDotenv(path: string, settings: readonly string[]): Dotenv {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const problems = codeOf(error) === 'ENOENT' ? [] : [`${path} cannot be read: ${messageOf(error)}`];
    return { values: {}, problems };
  }
  const values = parse(text);
  return { values, problems: [...idleLines(text, values), ...misspelt(Object.keys(values), settings)] };
}

function idleLines(text: string, values: Readonly<Record<string, string>>): string[] {
  // A value on several lines has lines that look like nothing by themselves.
  if (Object.values(values).some((value) => value.includes('\n'))) return [];
  return text
    .split(/\r?\n/)
    .flatMap((line, index) =>
      UNDERSTOOD.test(line) ? [] : [`line ${index + 1} of .env sets nothing: ${line.trim()}`],
    );
}

function misspelt(names: readonly string[], settings: readonly string[]): string[] {
  return names.flatMap((name) => {
    const meant = settings.find((setting) => distance(name, setting) === 1);
    return meant ? [`${name} is not a setting, ${meant} is`] : [];
  });
}
