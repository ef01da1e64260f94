import { checkStack } from '../scripts/doctor.ts';
import { table } from '../scripts/lib/table.ts';
import { runChecks, verifyMachine } from '../scripts/preflight.ts';
import { define } from './define.ts';
import { failWith } from './outcome.ts';
import { printJson, printLines } from './output.ts';
import { loadSettings } from './settings.ts';

const json = { summary: 'Print one JSON document' };

define('preflight', 'Check tools, memory, ports and the run folder; every problem at once', { changesRun: true }, () =>
  verifyMachine(loadSettings()),
);

define(
  'doctor',
  'Show every check of the machine and of what runs, with what was found',
  { options: { json } },
  async ({ has }) => {
    const settings = loadSettings();
    const results = [...(await runChecks(settings)), ...(await checkStack(settings))];
    for (const { problem } of results) if (problem) failWith(problem.exitCode);
    if (has('json')) {
      return printJson(
        results.map(({ title, found, problem }) => ({
          title,
          ok: !problem,
          found,
          problem: problem?.message,
          remedy: problem?.hint,
        })),
      );
    }
    const rows = results.map(({ title, found, problem }) => [
      title,
      problem ? 'PROBLEM' : 'ok',
      problem?.message ?? found ?? '',
    ]);
    const remedies = results.flatMap(({ title, problem }) => (problem?.hint ? [`${title}: ${problem.hint}`] : []));
    return printLines([
      ...table(['Check', 'Result', 'Found'], rows),
      ...(remedies.length > 0 ? ['', ...remedies] : []),
    ]);
  },
);
