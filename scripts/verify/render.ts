import { formatCount } from '../lib/format.ts';
import { FAULTS, type Fault } from './faults.ts';
import { nextOf } from './next-step.ts';
import { partitionTable } from './partition-table.ts';
import type { Verdict, VerifyReport } from './report.ts';
import { pendingLines } from './waiting.ts';

const SHOWN_PER_KIND = 20;

const SENTENCES: Readonly<Record<Verdict, string>> = {
  proved: 'Proved: every record that reached S3 is there once, unchanged, and everything it needs is in order',
  'right as asked': 'Right, as far as was asked',
  'not provable': 'No fault found, but not everything can be proved here',
  pending: 'No fault found, but not everything is in S3 and committed',
  unhealthy: 'The data so far is right, but the pipeline is not healthy',
  wrong: 'The data is wrong',
};

/** A report as lines for people: what was counted, what is wrong, and the verdict last. */
export function reportLines(report: VerifyReport): string[] {
  return [
    ...partitionTable(report),
    ...report.notes.map((note) => `Note: ${note}`),
    ...renderFaults(report),
    ...report.emptyTopics.map((topic) => `Pending: topic \`${topic}\` holds nothing yet`),
    ...pendingLines(report),
    ...report.notProvable.map((what) => `Not provable: ${what}`),
    `${SENTENCES[report.verdict]}${deadlineOf(report)} (${summaryOf(report)})`,
  ];
}

/** The rest of the verdict where time ran out. */
function deadlineOf({ deadlinePassed, waiting, emptyTopics }: VerifyReport): string {
  if (!deadlinePassed) return '';
  const isPending = emptyTopics.length > 0 || waiting.some(({ pending }) => pending > 0);
  const left = waiting.length > 0 ? 'records were not committed' : 'a transaction was open';
  return `; the deadline passed while ${isPending ? 'records were not in S3' : left}`;
}

function renderFaults({ faults, omittedFaults }: VerifyReport): string[] {
  const where = omittedFaults > 0 ? '`--json` has the first 10,000 of each partition' : '`--json` has them all';
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const ofKind = faults.filter((fault) => fault.kind === kind);
    const more = ofKind.length - SHOWN_PER_KIND;
    return [
      ...ofKind.slice(0, SHOWN_PER_KIND).map(renderFault),
      ...(more > 0 ? [`  and ${more} more of ${kind}; ${where}`] : []),
      ...ofKind.slice(0, 1).map(renderAdvice),
    ];
  });
}

function renderAdvice(fault: Fault): string {
  return `  ${FAULTS[fault.kind].cause} ${nextOf(fault)}`;
}

/** A fault as one line: `line-differs: order-0 offset 17, topics/…+0000000000.json line 18: expected …, found …`. */
export function renderFault(fault: Fault): string {
  const { kind, topic, partition, offset, object, line, connector, expected, found, count = 1 } = fault;
  const place = [
    connector && `connector ${connector}`,
    topic &&
      `${topic}${partition === undefined ? '' : `-${partition}`}${offset === undefined ? '' : ` offset ${offset}`}`,
    object && `${object}${line === undefined ? '' : ` line ${line}`}`,
  ];
  const what = [expected && `expected ${expected}`, found && `found ${found}`, count > 1 && `${count} in all`];
  return `Fault: ${[kind, place.filter(Boolean).join(', '), what.filter(Boolean).join(', ')].filter(Boolean).join(': ')}`;
}

function summaryOf({ partitions, durationMs, faults, omittedFaults }: VerifyReport): string {
  const records = partitions.reduce((sum, each) => sum + each.records, 0);
  const lines = partitions.reduce((sum, each) => sum + each.lines, 0);
  const seconds = (durationMs / 1000).toFixed(1);
  const beyond = omittedFaults > 0 ? ` and ${omittedFaults} that are only counted` : '';
  const read = formatCount(records, 'record');
  return `${read} read, ${lines} compared with S3, ${formatCount(faults.length, 'fault')}${beyond}, ${seconds} s`;
}
