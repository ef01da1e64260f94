import { writeFile } from 'node:fs/promises';
import { messageOf, WorkflowError } from '../scripts/lib/errors.ts';
import { clearProgress, showProgress } from '../scripts/lib/progress.ts';
import { verifyPipeline } from '../scripts/verify.ts';
import { QUESTIONS } from '../scripts/verify/faults.ts';
import type { Question } from '../scripts/verify/faults.ts';
import { renderJunit, renderJunitError } from '../scripts/verify/junit.ts';
import { reportLines } from '../scripts/verify/render.ts';
import { define } from './define.ts';
import { failWith } from './outcome.ts';
import { printAside, printJson, printLines } from './output.ts';
import { loadSettings } from './settings.ts';

const options = {
  timeout: { value: 'SECONDS', summary: 'How long to wait for what is pending (default: 150)' },
  settle: { summary: 'Pause the sources until nothing is pending, prove everything, resume them' },
  only: { value: 'QUESTIONS', summary: `Ask only these, separated by commas: ${QUESTIONS.join(', ')}` },
  junit: { value: 'FILE', summary: 'Write the report as JUnit XML too' },
  json: { summary: 'Print one JSON document' },
};

define(
  'verify',
  'Prove that topics, schemas, objects and committed offsets agree, record by record',
  { options },
  async ({ has, number, value }) => {
    const timeoutMs = (number('timeout') ?? 150) * 1000;
    const only = questions(value('only'));
    const junit = value('junit');
    const asked = { timeoutMs, only, settle: has('settle'), onProgress: showProgress, onInterrupted };
    const report = await verifyPipeline(loadSettings(), asked).catch(async (error: unknown) => {
      if (junit) await writeReport(junit, renderJunitError(error));
      throw error;
    });
    clearProgress();
    failWith(report.exitCode);
    if (has('json')) printJson(report);
    else printLines(reportLines(report));
    if (junit) await writeReport(junit, renderJunit(report));
  },
);

function onInterrupted(text: string): void {
  clearProgress();
  printAside(text);
}

/** What was found is printed by now: a folder that is not there must not cost it. */
async function writeReport(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    throw new WorkflowError(`The JUnit report cannot be written: ${messageOf(cause)}`, {
      hint: 'Name a file in a folder that exists with `--junit`.',
      exitCode: 2,
      cause,
    });
  });
}

function questions(text: string | undefined): readonly Question[] {
  if (text === undefined) return QUESTIONS;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !QUESTIONS.some((question) => question === name));
  if (unknown.length === 0) return QUESTIONS.filter((question) => names.includes(question));
  throw new WorkflowError(`There is no question ${unknown.map((name) => `\`${name}\``).join(', ')}`, {
    hint: `Choose of ${QUESTIONS.join(', ')}.`,
    exitCode: 2,
  });
}
