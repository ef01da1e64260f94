import { parseArgs } from 'node:util';
import * as configs from '../configs/settings.ts';
import { SETTING_OPTIONS } from './input.ts';

/** The settings of this command line: what was typed as an option (`--aws cloud`) wins over the shell and `.env`. */
export function loadSettings(): configs.Settings {
  const names = Object.keys(SETTING_OPTIONS);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args: process.argv.slice(3), options, strict: false, allowPositionals: true });
  const typed = names.map((name) => {
    const value = values[name];
    return [name.toUpperCase(), typeof value === 'string' ? value : undefined] as const;
  });
  return configs.loadSettings({ options: Object.fromEntries(typed) });
}
