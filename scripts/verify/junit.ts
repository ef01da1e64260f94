import { messageOf } from '../lib/errors.ts';
import { formatCount } from '../lib/format.ts';
import { FAULTS, type Question } from './faults.ts';
import { renderFault } from './render.ts';
import type { VerifyReport } from './report.ts';
import { pendingLines } from './waiting.ts';

/** A report as JUnit XML, which CI systems show: one test case for each question, failed with the faults as its text. */
export function renderJunit(report: VerifyReport): string {
  const cases = report.questions.map((question) => testCase(question, report));
  const open = report.waiting.length + report.emptyTopics.length + report.notProvable.length > 0;
  const failures = cases.filter((text) => text.includes('<failure')).length;
  const seconds = (report.durationMs / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="verify" tests="${cases.length + 1}" failures="${failures + (open ? 1 : 0)}" time="${seconds}" timestamp="${report.startedAt}">`,
    ...cases,
    openCase(report, open),
    '</testsuite>',
    '',
  ].join('\n');
}

/** What a verify that could not read everything leaves for CI: not a report that is missing, but one that is in error. */
export function renderJunitError(error: unknown): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuite name="verify" tests="1" failures="0" errors="1">',
    '  <testcase classname="verify" name="everything can be read">',
    `    <error message="verify ended before it had an answer">${escape(messageOf(error))}</error>`,
    '  </testcase>',
    '</testsuite>',
    '',
  ].join('\n');
}

function testCase(question: Question, { faults }: VerifyReport): string {
  const own = faults.filter(({ kind }) => FAULTS[kind].question === question);
  if (own.length === 0) return `  <testcase classname="verify" name="${question}"/>`;
  return failed(
    question,
    formatCount(own.length, 'fault'),
    own.map((fault) => `${renderFault(fault)}. ${fault.cause} ${fault.next}`),
  );
}

function openCase(report: VerifyReport, open: boolean): string {
  if (!open) return '  <testcase classname="verify" name="nothing left open"/>';
  return failed('nothing left open', 'something could not be proved', [
    ...report.emptyTopics.map((topic) => `topic ${topic} holds nothing yet`),
    ...pendingLines(report),
    ...report.notProvable.map((what) => `not provable: ${what}`),
  ]);
}

function failed(name: string, message: string, lines: readonly string[]): string {
  const text = lines.map(escape).join('\n');
  return `  <testcase classname="verify" name="${name}">\n    <failure message="${message}">${text}</failure>\n  </testcase>`;
}

/** XML 1.0 has no way to write most control characters. */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}
