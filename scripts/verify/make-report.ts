import { describeRemoved } from './compaction.ts';
import type { Deployment } from './deployment.ts';
import { type Fault, FAULTS, type Question, QUESTIONS } from './faults.ts';
import { nextOf } from './next-step.ts';
import { describeHeldBack } from './open-transactions.ts';
import { reportPartition } from './partition-report.ts';
import { judge, type PartitionReport, REPORT_VERSION, type ReportedFault, type VerifyReport } from './report.ts';
import { isEmpty, type ScanOutcome } from './scan-all.ts';
import { OF_SINKS, OF_VALUES, unprovable } from './unprovable.ts';
import { describeTails } from './waiting.ts';
import { readsData, whatToRead } from './what-to-read.ts';

const NOTHING_TO_READ = 'anything: no connector and no rule names a topic whose values verify reads';

/** What a report is made from. */
export interface ReportParts {
  readonly deployment: Pick<Deployment, 'pipeline' | 'topics' | 'absent'>;
  readonly outcome: ScanOutcome;
  /** Faults of the services. */
  readonly health: readonly Fault[];
  /** Sentences on sources that a killed verify has paused. */
  readonly left: readonly string[];
  /** The scan ended after the deadline. */
  readonly late: boolean;
  readonly startedAt: Date;
  readonly asked: ReadonlySet<Question>;
  readonly settling: boolean;
}

/** Puts together what was found, as far as it was asked. */
export function makeReport({ outcome, late, startedAt, asked, settling, ...parts }: ReportParts): VerifyReport {
  const reading = whatToRead({ asked, settling });
  const found = findingsOf({ outcome, asked, settling, ...parts });
  // Of what was not looked at nothing is left open.
  const findings = readsData(reading) ? found : { ...found, notProvable: [], waiting: [], emptyTopics: [] };
  const partitions = outcome.scanned.map(reportPartition);
  return {
    version: REPORT_VERSION,
    ...judge({ ...findings, full: asked.size === QUESTIONS.length }),
    questions: QUESTIONS.filter((question) => asked.has(question)),
    reading,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    partitions,
    ...findings,
    deadlinePassed: late && isLeftOpen(findings, { partitions, settling }),
    omittedFaults: outcome.scanned.reduce((sum, { result }) => sum + result.omittedFaults, outcome.log.omitted),
    notes: [
      ...parts.left,
      ...parts.deployment.pipeline.notes,
      ...(settling ? [] : describeHeldBack(partitions).map((what) => `not judged yet: ${what}`)),
      ...describeRemoved(partitions),
      ...describeTails(partitions, parts.deployment.pipeline.sinks),
      ...outcome.view.stray.map((key) => `\`${key}\` is left of an interrupted upload and was not read`),
    ],
  };
}

interface Scan {
  readonly partitions: readonly PartitionReport[];
  readonly settling: boolean;
}

/** Whether there was something that verify waits for: a run that only took long has met no deadline. */
function isLeftOpen(
  { waiting, emptyTopics, notProvable }: Pick<VerifyReport, 'waiting' | 'emptyTopics' | 'notProvable'>,
  { partitions, settling }: Scan,
): boolean {
  const heldBack = settling ? describeHeldBack(partitions) : [];
  return waiting.length + emptyTopics.length > 0 || heldBack.some((what) => notProvable.includes(what));
}

type FindingParts = Pick<ReportParts, 'deployment' | 'outcome' | 'health' | 'asked' | 'settling'>;

function findingsOf({ deployment, outcome, health, asked, settling }: FindingParts) {
  const results = outcome.scanned.map(({ result }) => result);
  const faults = [...health, ...outcome.log.list(), ...results.flatMap((result) => result.faults)];
  const notProvable = [
    ...deployment.pipeline.notProvable,
    ...unprovable(deployment.pipeline.topics.length === 0 ? [NOTHING_TO_READ] : [], OF_VALUES),
    ...unprovable(outcome.notProvable, ['references']),
    ...unprovable(
      results.flatMap((result) => result.notProvable),
      OF_SINKS,
    ),
    ...unprovable(settling ? describeHeldBack(outcome.scanned.map(reportPartition)) : [], OF_VALUES),
  ];
  const open = notProvable.filter(({ of }) => of.some((question) => asked.has(question)));
  return {
    faults: faults.filter(({ kind }) => asked.has(FAULTS[kind].question)).map(explain),
    notProvable: [...new Set(open.map(({ what }) => what))],
    waiting: outcome.waiting,
    emptyTopics: [...deployment.absent, ...(isEmpty(outcome) ? deployment.topics : [])],
  };
}

function explain(fault: Fault): ReportedFault {
  return { ...fault, ...FAULTS[fault.kind], next: nextOf(fault) };
}
