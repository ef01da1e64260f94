import type { RecordReader } from '../records.ts';
import type { Bucket } from '../s3.ts';
import type { SchemaCache } from '../schemas.ts';
import { createDecode } from './decoding.ts';
import { createExpectedLines } from './expected-lines.ts';
import { createFaultLog } from './fault-log.ts';
import type { FaultSink } from './faults.ts';
import { joinFolders } from './join-folders.ts';
import { joinPartition } from './join.ts';
import type { ExpectedLines, JoinState } from './join-state.ts';
import type { KeySet } from './key-set.ts';
import { openKeys } from './key-store.ts';
import { countUncommitted } from './lag.ts';
import { openObjects } from './open-objects.ts';
import { createPending } from './pending.ts';
import { createQuickProof, fieldsOf } from './quick-proof.ts';
import { createRecordJudge } from './record-judge.ts';
import { createRecordQueue } from './record-queue.ts';
import { createAttributeChecks, createRuleCheck } from './rule-check.ts';
import { createSpanCheck } from './span-check.ts';
import type { ScanJob, ScanResult } from './scan-job.ts';
import type { VersionUse } from './schemas.ts';
import { createTally, type Tally } from './tally.ts';

/** What a scan reads from. */
export interface Connections {
  readonly reader: Pick<RecordReader, 'fetch'>;
  readonly schemas: SchemaCache;
  readonly bucket: Bucket | undefined;
  readonly onRecords: (count: number) => void;
}

/** Reads one partition from end to end: judges its records and holds the objects against them. */
export async function scanPartition(job: ScanJob, connections: Connections): Promise<ScanResult> {
  const keys = new Map([...job.keys].map(([name, store]) => [name, openKeys(store)]));
  try {
    return await scanWith(keys, job, connections);
  } finally {
    for (const set of keys.values()) set.close();
  }
}

type Keys = ReadonlyMap<string, KeySet>;

async function scanWith(keys: Keys, job: ScanJob, connections: Connections): Promise<ScanResult> {
  const start = performance.now();
  const tally = createTally();
  const log = createFaultLog();
  const notProvable: string[] = [];
  const versions = new Map<number, VersionUse>();
  const { topic, partition, low, logEnd } = job;
  const judge = createJudge(job, { schemas: connections.schemas, keys, versions, tally, fault: log.add });
  const { reader, onRecords } = connections;
  const expected = createExpectedLines(
    createRecordQueue({ reader, topic, partition, from: low, logEnd, onRecords }),
    judge,
  );
  const { sink } = job;
  const { bucket } = connections;
  const findings = { tally, fault: log.add, notProvable: (what: string) => notProvable.push(what) };
  const isSpread = sink && bucket && sink.partitioner.kind !== 'default';
  const end = isSpread
    ? await joinFolders({ job, sink, bucket, expected, ...findings })
    : await joinWhole({ job, bucket, expected, ...findings });
  const faults = { faults: log.list(), omittedFaults: log.omitted, notProvable };
  const durationMs = Math.round(performance.now() - start);
  return { tally, durationMs, end, versions: [...versions.values()], ...faults };
}

interface WholeJoin extends Findings {
  readonly job: ScanJob;
  readonly bucket: Bucket | undefined;
  readonly expected: ExpectedLines;
  readonly notProvable: (what: string) => void;
}

/** One folder holds the whole partition. Resolves with the offset up to which everything is in S3. */
async function joinWhole({ job, bucket, ...options }: WholeJoin): Promise<number> {
  const { sink, topic, partition, low, compacted } = job;
  const { expected, tally } = options;
  const objects = bucket && sink ? openObjects(bucket, { ...job, naming: sink }) : none();
  const state = await joinPartition({ topic, partition, low, from: low, compacted, objects, ...options });
  await readPending(expected, state, { ...options, job });
  if (job.settled && sink) tally.uncommitted = await countUncommitted(expected, { ...job, covered: state.covered });
  return state.covered;
}

interface Findings {
  readonly tally: Tally;
  readonly fault: FaultSink;
}

interface Judging extends Findings {
  readonly keys: Keys;
  readonly schemas: SchemaCache;
  /** Filled with the versions that the judged records name, by number. */
  readonly versions: Map<number, VersionUse>;
}

function createJudge(job: ScanJob, { schemas, keys, versions, tally, fault }: Judging) {
  const { topic, partition, high, rules, collects, sink, stopsAtTombstones } = job;
  const from = job.judges ? job.low : high;
  const checks = createAttributeChecks({ topic, partition, rules, keys, collects, tally, fault });
  const decode = createDecode(schemas, {
    place: job.schema,
    onVersion: ({ version: number }, offset) => {
      if (offset >= from && offset < high && !versions.has(number)) versions.set(number, { number, partition, offset });
    },
  });
  const wanted = fieldsOf(topic, job);
  const quick = createQuickProof(schemas, wanted);
  const checking = {
    check: createRuleCheck(checks),
    checkSpans: createSpanCheck(checks, { wanted: wanted ?? [], tally }),
  };
  const judging = { from, high, decode, quick, ...checking, delivery: sink, stopsAtTombstones };
  return createRecordJudge({ topic, partition, tally, fault, ...judging });
}

/** Reads on to the end of the snapshot: what is not in S3 is pending, unless the sink has committed it. */
async function readPending(
  expected: ExpectedLines,
  { blind }: JoinState,
  { job, tally, fault }: Findings & { readonly job: ScanJob },
): Promise<void> {
  const pending = createPending(job);
  for (; await expected.fill(); expected.skip()) {
    const record = expected.peek();
    if (!record || record.offset >= job.high) break;
    if (!record.optional) pending.add(record);
  }
  pending.report(tally, blind ? () => undefined : fault);
}

async function* none(): AsyncGenerator<never> {
  // A topic that no sink reads has no objects.
}
