import { writeFile } from 'node:fs/promises';
import { loadSettings } from '../configs/settings.ts';
import { WorkflowError } from '../scripts/lib/errors.ts';
import { clearProgress, showProgress } from '../scripts/lib/progress.ts';
import { verifyPipeline } from '../scripts/verify.ts';
import { QUESTIONS, type Question } from '../scripts/verify/faults.ts';
import { renderJunit } from '../scripts/verify/junit.ts';
import { reportLines } from '../scripts/verify/render.ts';
import { define } from './define.ts';
import { failWith } from './outcome.ts';
import { printJson, printLines } from './output.ts';

define(
  'verify',
  'Prove that topics, schemas, objects and committed offsets agree, record by record',
  {
    options: {
      timeout: { value: 'SECONDS', summary: 'How long to wait for what is pending (default: 150)' },
      settle: { summary: 'Pause the sources, wait until all is in S3, prove everything, and resume them' },
      only: { value: 'QUESTIONS', summary: `Ask only some of ${QUESTIONS.join(',')}` },
      json: { summary: 'Print one JSON document' },
      junit: { value: 'FILE', summary: 'Write the answers as JUnit XML as well' },
    },
  },
  async ({ has, number, value }) => {
    const report = await verifyPipeline(loadSettings(), {
      timeoutMs: (number('timeout') ?? 150) * 1000,
      onProgress: showProgress,
      settle: has('settle'),
      only: parseQuestions(value('only')),
    });
    clearProgress();
    failWith(report.exitCode);
    const junit = value('junit');
    if (junit) await writeFile(junit, renderJunit(report));
    if (has('json')) printJson(report);
    else printLines(reportLines(report));
  },
);

function parseQuestions(typed: string | undefined): readonly Question[] {
  if (typed === undefined) return QUESTIONS;
  const names = typed.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !QUESTIONS.some((question) => question === name));
  if (unknown.length === 0) return QUESTIONS.filter((question) => names.includes(question));
  throw new WorkflowError(`No question ${unknown.map((name) => `\`${name}\``).join(', ')}`, {
    hint: `Ask some of ${QUESTIONS.join(', ')}.`,
    exitCode: 2,
  });
}
