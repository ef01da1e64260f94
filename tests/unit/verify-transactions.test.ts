import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QUESTIONS } from '../../scripts/verify/faults.ts';
import { makeReport } from '../../scripts/verify/make-report.ts';
import { ask, editLines, type Fixture, healthy, logOf, objectKey } from './verify-fixture.ts';

const PLACE = 'order-1';
/** In the middle of the second object. */
const OPEN_FROM = 30;

/** The sink has read into a transaction that is still open, as it does unless it is told otherwise. */
function withOpenTransaction(isolation?: string): Fixture {
  const fixture = healthy();
  if (isolation) fixture.sinkConfig['consumer.override.isolation.level'] = isolation;
  logOf(fixture, PLACE).stable = OPEN_FROM;
  return fixture;
}

async function reportOf(fixture: Fixture, settling: boolean) {
  const { scanned, log, pipeline } = await ask(fixture);
  const view = { listing: () => undefined, committed: () => null, ends: new Map(), at: new Date(), stray: [] };
  return makeReport({
    deployment: { pipeline, topics: pipeline.topics, absent: [] },
    outcome: { scanned, log, view, waiting: [], notProvable: [] },
    health: [],
    left: [],
    late: false,
    startedAt: new Date(),
    asked: new Set(QUESTIONS),
    settling,
  });
}

describe('verify while a transaction is open', () => {
  for (const isolation of [undefined, 'read_uncommitted']) {
    it(`finds nothing wrong with a sink that has read into it (isolation ${isolation ?? 'not known'})`, async () => {
      const { faults, partitions } = await ask(withOpenTransaction(isolation));
      assert.deepEqual(faults, []);
      const own = partitions.find(({ topic, partition }) => `${topic}-${partition}` === PLACE);
      assert.deepEqual([own?.high, own?.records], [OPEN_FROM, OPEN_FROM]);
    });
  }

  it('still names a changed line behind its begin', async () => {
    const fixture = withOpenTransaction('read_uncommitted');
    editLines(fixture, objectKey(fixture, PLACE, 1), (lines) =>
      lines.with(15, (lines[15] ?? '').replace(/"quantity":"\d"/, '"quantity":"999"')),
    );
    assert.deepEqual(
      (await ask(fixture)).faults.map(({ kind, offset }) => ({ kind, offset })),
      [{ kind: 'line-differs', offset: 35 }],
    );
  });

  it('says what it holds back, as a note in passing and as not provable when everything was to be proved', async () => {
    const fixture = withOpenTransaction();
    const held = logOf(fixture, PLACE).end - OPEN_FROM;
    const what = `the last ${held} offsets of ${PLACE}, which an open transaction holds back from offset ${OPEN_FROM} on`;
    const passing = await reportOf(fixture, false);
    assert.deepEqual([passing.verdict, passing.notes], ['proved', [`not judged yet: ${what}`]]);
    const settled = await reportOf(fixture, true);
    assert.deepEqual([settled.verdict, settled.notProvable], ['not provable', [what]]);
  });
});
