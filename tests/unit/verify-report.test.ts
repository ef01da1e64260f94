import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { createFaultLog } from '../../scripts/verify/fault-log.ts';
import { FAULTS, type FaultKind, QUESTIONS } from '../../scripts/verify/faults.ts';
import { renderJunit, renderJunitError } from '../../scripts/verify/junit.ts';
import { makeReport, type ReportParts } from '../../scripts/verify/make-report.ts';
import { reportLines } from '../../scripts/verify/render.ts';
import { createScanProgress } from '../../scripts/verify/scan-progress.ts';
import { ask, editLines, type Fixture, healthy, logOf, objectKey } from './verify-fixture.ts';

const SCHEMA = JSON.parse(readFileSync(new URL('../../docs/verify-report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(SCHEMA);

async function outcomeOf(fixture: Fixture): Promise<ReportParts['outcome']> {
  const { scanned, log } = await ask(fixture);
  const view = {
    listing: () => undefined,
    committed: () => null,
    ends: new Map(),
    at: new Date(),
    stray: ['topics/order/x'],
  };
  return { scanned, log, view, waiting: [], notProvable: [] };
}

/** A report as `verify --json` prints it, of a pipeline in memory. */
async function reportOf(fixture: Fixture, change: Partial<ReportParts> = {}) {
  const { pipeline } = await ask(fixture);
  const report = makeReport({
    deployment: { pipeline, topics: ['order', 'customer'], absent: [] },
    outcome: await outcomeOf(fixture),
    health: [],
    left: [],
    late: false,
    startedAt: new Date(),
    asked: new Set(QUESTIONS),
    settling: false,
    ...change,
  });
  return { report, json: JSON.parse(JSON.stringify(report)) };
}

function expectValid(json: unknown): void {
  assert.ok(validate(json), JSON.stringify(validate.errors, undefined, 1));
}

describe('the JSON of verify', () => {
  it('is what its published schema says, for a proof and for every kind of fault', async () => {
    const { report, json } = await reportOf(healthy());
    assert.equal(report.verdict, 'proved');
    expectValid(json);
    const kinds = Object.keys(FAULTS).filter((kind): kind is FaultKind => kind in FAULTS);
    const health = kinds.map((kind) => ({
      kind,
      topic: 'order',
      partition: 0,
      offset: 1,
      count: 1,
      object: 'b/k',
      line: 1,
      connector: 'c',
      expected: 'a',
      found: 'b',
    }));
    const wrong = await reportOf(healthy(), { health });
    expectValid(wrong.json);
    assert.deepEqual(SCHEMA.properties.questions.items.enum, [...QUESTIONS]);
  });

  it('never says proved where there is nothing to read', async () => {
    const { pipeline } = await ask(healthy());
    const { report } = await reportOf(healthy(), {
      deployment: { pipeline: { ...pipeline, topics: [] }, topics: [], absent: [] },
    });
    assert.equal(report.verdict, 'not provable');
    assert.match(report.notProvable.join(), /no connector and no rule names a topic/);
  });

  it('knows no member that its schema does not, and the other way round', async () => {
    const { json } = await reportOf(healthy());
    assert.deepEqual(Object.keys(json).toSorted(), SCHEMA.required.toSorted());
    assert.deepEqual(
      Object.keys(json.partitions[0]).toSorted(),
      SCHEMA.properties.partitions.items.required.toSorted(),
    );
    assert.ok(!validate({ ...json, more: 1 }));
    assert.ok(!validate({ ...json, version: 2 }));
  });

  it('holds each fault with its place, what was expected, its cause and what to do next', async () => {
    const fixture = healthy();
    editLines(fixture, objectKey(fixture, 'order-1', 1), (lines) => lines.with(3, '{"quantity":'));
    const { report, json } = await reportOf(fixture);
    expectValid(json);
    const [fault] = report.faults;
    assert.deepEqual([fault?.kind, fault?.question, fault?.exitCode], ['line-not-json', 'contents', 1]);
    assert.equal(fault?.cause, FAULTS['line-not-json'].cause);
    assert.equal(fault?.next, `Look at the object with \`npx just s3:read ${objectKey(fixture, 'order-1', 1)}\`.`);
  });

  it('holds all faults where people are shown 20 of a kind, and counts those beyond 10,000', async () => {
    const log = createFaultLog();
    for (let offset = 0; offset < 10_003; offset += 1)
      log.add('value-out-of-range', { topic: 't', partition: 0, offset });
    const { report } = await reportOf(healthy(), { health: log.list() });
    assert.equal(report.faults.length, 10_000);
    assert.equal(log.omitted, 3);
    const lines = reportLines(report);
    assert.equal(lines.filter((line) => line.startsWith('Fault: value-out-of-range')).length, 20);
    assert.ok(lines.includes('  and 9980 more of value-out-of-range; `--json` has them all'));
    const beyond = reportLines({ ...report, omittedFaults: log.omitted });
    assert.ok(beyond.some((line) => /`--json` has the first 10,000 of each partition/.test(line)));
    assert.match(beyond.at(-1) ?? '', /10000 faults and 3 that are only counted/);
  });

  it('names every line of an object that differs', async () => {
    const fixture = healthy();
    const key = objectKey(fixture, 'order-1', 1);
    editLines(fixture, key, (lines) => lines.map((line, index) => (index % 2 === 0 ? '{}' : line)));
    const { faults } = await ask(fixture);
    assert.deepEqual(
      faults.map(({ kind, line }) => `${kind} ${line}`),
      [1, 3, 5, 7, 9, 11, 13, 15, 17, 19].map((line) => `line-differs ${line}`),
    );
  });

  it('leaves nothing open of what was not looked at: services alone can be right', async () => {
    const fixture = healthy();
    fixture.sinkConfig['transforms'] = 'mask';
    const { report } = await reportOf(fixture, { asked: new Set(['services']) });
    assert.deepEqual([report.verdict, report.exitCode, report.notProvable], ['right as asked', 0, []]);
  });

  it('leaves open only the questions that something not provable concerns', async () => {
    const fixture = healthy();
    fixture.sinkConfig['transforms'] = 'mask';
    logOf(fixture, 'customer-0').low = 40;
    const { report: ranges } = await reportOf(fixture, { asked: new Set(['records', 'ranges']) });
    assert.deepEqual([ranges.verdict, ranges.notProvable], ['right as asked', []]);
    const { report: contents } = await reportOf(fixture, { asked: new Set(['contents']) });
    assert.deepEqual(contents.notProvable, ['transformation `mask` of connector `order-sink`']);
    const outcome = { ...(await outcomeOf(fixture)), notProvable: ['references from a to b'] };
    const { report: references } = await reportOf(fixture, { outcome, asked: new Set(['references']) });
    assert.deepEqual(references.notProvable, ['references from a to b']);
    assert.deepEqual((await reportOf(fixture, { outcome, asked: new Set(['ranges']) })).report.notProvable, []);
  });

  it('says everything only once, however many partitions have it to say', async () => {
    const fixture = healthy();
    fixture.sinkConfig['transforms'] = 'mask';
    const { report } = await reportOf(fixture);
    assert.equal(new Set(report.notProvable).size, report.notProvable.length);
    assert.equal(report.verdict, 'not provable');
  });
});

describe('the report for people', () => {
  it('says that the deadline passed whatever the verdict is, and only where something was waited for', async () => {
    const waiting = [{ topic: 'order', partition: 0, sink: 'order-sink', pending: 3, uncommitted: 0 }];
    const open = { ...(await outcomeOf(healthy())), waiting };
    const health = [{ kind: 'task-not-running' as const, connector: 'order-sink' }];
    const lastOf = async (change: Partial<ReportParts>) => {
      const { report, json } = await reportOf(healthy(), change);
      expectValid(json);
      return (reportLines(report).at(-1) ?? '').replace(/ \(.*/, '');
    };
    const passed = 'the deadline passed while records were not in S3';
    assert.equal(
      await lastOf({ outcome: open, late: true }),
      `No fault found, but not everything is in S3 and committed; ${passed}`,
    );
    assert.equal(
      await lastOf({ outcome: open, late: true, health }),
      `The data so far is right, but the pipeline is not healthy; ${passed}`,
    );
    assert.doesNotMatch(await lastOf({ outcome: open, health }), /deadline/);
    assert.match(await lastOf({ late: true }), /^Proved: [^;]*$/);
    const uncommitted = { ...open, waiting: waiting.map((each) => ({ ...each, pending: 0, uncommitted: 3 })) };
    assert.match(await lastOf({ outcome: uncommitted, late: true }), /while records were not committed$/);
  });

  it('ends with the verdict and with how much was read and found, one thing in the singular', async () => {
    const fixture = healthy();
    editLines(fixture, objectKey(fixture, 'order-1', 1), (lines) => lines.with(3, '{}'));
    const last = reportLines((await reportOf(fixture)).report).at(-1) ?? '';
    assert.match(last, /^The data is wrong \(832 records read, 831 compared with S3, 1 fault, [\d.]+ s\)$/);
  });
});

describe('the JUnit report', () => {
  it('has a case for each question and one for what is left open, with cause and remedy, and no character that XML forbids', async () => {
    const fixture = healthy();
    editLines(fixture, objectKey(fixture, 'order-1', 1), (lines) => lines.with(3, '{"a":"<\u0001&\\""}'));
    const xml = renderJunit((await reportOf(fixture)).report);
    assert.match(xml, new RegExp(`<testsuite name="verify" tests="${QUESTIONS.length + 1}" failures="1"`));
    assert.match(
      xml,
      /<testcase classname="verify" name="contents">\n {4}<failure message="1 fault">Fault: line-not-json: order-1 offset 23/,
    );
    assert.match(
      xml,
      /The line was damaged\. Look at the object with `npx just s3:read topics\/order\/partition=1\/order\+1\+0000000020\.json`\.<\/failure>/,
    );
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    assert.doesNotMatch(xml, /[\u0000-\u0008]|&(?!amp;|lt;|quot;)/);
  });
});

describe('the JUnit report of a verify that had no answer', () => {
  it('is an error with the message, so that CI shows more than that a file is missing', () => {
    const xml = renderJunitError(new Error('Kafka at <a> does not answer'));
    assert.match(xml, /errors="1"/);
    assert.match(xml, /<error message="[^"]+">Kafka at &lt;a> does not answer<\/error>/);
  });
});

describe('the progress of a scan', () => {
  it('says how much of how much, how fast and how long it will take, ten times a second at most', () => {
    const shown: string[] = [];
    let now = 0;
    const progress = createScanProgress(
      (text) => shown.push(text),
      () => now,
    );
    progress.begin(3_000_000);
    now = 400;
    progress.add(0);
    now = 500;
    progress.add(100_000);
    now = 550;
    progress.add(100_000);
    now = 2000;
    progress.add(800_000);
    assert.deepEqual(shown, [
      'Read 100000 of 3000000 (3%) records, 200000 a second',
      'Read 1000000 of 3000000 (33%) records, 500000 a second, 4 s left',
    ]);
    progress.begin(10);
    now = 4000;
    progress.add(12);
    assert.equal(shown.at(-1), 'Read 12 records, 6 a second');
  });
});
