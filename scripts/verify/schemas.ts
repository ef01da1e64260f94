import type { Format } from '../../glue/registry/definitions/format.ts';
import { describeRefusal, refusalsOf } from '../../glue/registry/definitions/modes.ts';
import { avroFormat } from '../../glue/registry/definitions/avro/format.ts';
import type { FaultSink } from './faults.ts';
import type { ExpectedSchema } from './rules-file.ts';
import type { HistoryVersion, SchemaHistory } from './schema-history.ts';
import { shapeDifference, shapeOf } from './schema-shape.ts';

/** Where the records of a topic first name a version. */
export interface VersionUse {
  readonly number: number;
  readonly partition: number;
  readonly offset: number;
}

/** The schema of a topic with the versions that its records name. */
export interface TopicSchema {
  readonly topic: string;
  readonly history: SchemaHistory;
  /** Each version once. */
  readonly uses: readonly VersionUse[];
  readonly expected: ExpectedSchema | undefined;
}

/**
 * Whether the versions of a topic's schema are what is expected, and get along with those before them. That a version
 * exists, is AVAILABLE and belongs there is found where records are decoded.
 */
export function checkSchema(schema: TopicSchema, fault: FaultSink): void {
  if (schema.history.dataFormat !== 'AVRO') return;
  checkExpected(schema, fault);
  for (const version of schema.history.versions) checkPredecessors(version, schema, fault);
}

function checkExpected({ topic, history, uses, expected }: TopicSchema, fault: FaultSink): void {
  if (!expected) return;
  const wanted = shapeOf(expected.definition);
  const [equal] = history.versions.filter(({ definition }) => !shapeDifference(wanted, shapeOf(definition)));
  for (const { number, ...place } of uses) {
    const version = history.versions.find((each) => each.number === number);
    const difference = version && shapeDifference(wanted, shapeOf(version.definition));
    if (!version || !difference || (expected.evolves && equal && getAlong(version, equal, history))) continue;
    fault('schema-unexpected', {
      topic,
      ...place,
      expected: `${difference.expected} (${expected.file})`,
      found: `${difference.found} (version ${number})`,
    });
  }
}

/** A later version must get along with the expected one under the mode, and the expected one with an earlier version. */
function getAlong(version: HistoryVersion, equal: HistoryVersion, { compatibility }: SchemaHistory): boolean {
  const [older, newer] = version.number < equal.number ? [version, equal] : [equal, version];
  const mode = compatibility === 'NONE' || compatibility === 'DISABLED' ? 'BACKWARD' : compatibility;
  return refusalsIn({ version: newer, before: [older], mode, checkpoint: older.number }).length === 0;
}

/** A version that was deleted has nothing to say; without `_ALL` those before it have not either. */
function checkPredecessors(version: HistoryVersion, { topic, history }: TopicSchema, fault: FaultSink): void {
  const { compatibility: mode, checkpoint, versions, numbers } = history;
  const before = versions.filter(({ number }) => number < version.number);
  const isDeleted = rangeOf(before[0]?.number ?? 0, version.number).some((number) => !numbers.has(number));
  if (isDeleted && !mode.endsWith('_ALL')) return;
  const [refusal, ...more] = refusalsIn({ version, before, mode, checkpoint });
  if (!refusal) return;
  fault('schema-incompatible', {
    topic,
    count: more.length + 1,
    expected: `version ${version.number} of schema \`${history.schema}\` to be ${mode} compatible`,
    found: describeRefusal(refusal),
  });
}

interface Candidate {
  readonly version: HistoryVersion;
  /** Newest first. */
  readonly before: readonly HistoryVersion[];
  readonly mode: SchemaHistory['compatibility'];
  readonly checkpoint: number;
}

function refusalsIn({ version, before, mode, checkpoint }: Candidate) {
  const format: Format = avroFormat;
  const history = before.map(({ number, definition }) => ({ number, definition, status: 'AVAILABLE' as const }));
  return refusalsOf({ format, definition: version.definition, compatibility: mode, checkpoint, history });
}

/** The whole numbers between two others. */
function rangeOf(above: number, below: number): number[] {
  return Array.from({ length: Math.max(0, below - above - 1) }, (_, index) => above + 1 + index);
}
