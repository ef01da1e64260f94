import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, editLines, type Fixture, FLUSH_SIZE, healthy, logOf, objectKey } from './verify-fixture.ts';

const PLACE = 'order-1';

/** The sink wrote everything; then compaction removed these records. */
function compacted(isRemoved: (offset: number) => boolean): Fixture {
  const fixture = healthy();
  fixture.compacted = new Set(['order']);
  const log = logOf(fixture, PLACE);
  log.records = log.records.filter(({ offset }) => !isRemoved(offset));
  return fixture;
}

async function answer(fixture: Fixture) {
  const { faults, partitions } = await ask(fixture);
  return {
    faults: faults.map(({ kind, offset, line }) => ({ kind, offset, line })),
    removed: partitions.reduce((sum, { removed }) => sum + removed, 0),
  };
}

describe('verify on a topic that Kafka compacted after the sink had written it', () => {
  const removals: Record<string, readonly [(offset: number) => boolean, number]> = {
    'single records': [(offset) => offset === 25 || offset === 31, 2],
    'the first and the last record of an object': [(offset) => offset === 20 || offset === 39, 2],
    'the records around the border of two objects': [(offset) => offset > 35 && offset < 45, 9],
    'every record of an object': [(offset) => offset >= 20 && offset < 40, 20],
    'the beginning of the log': [(offset) => offset < 30, 30],
  };
  for (const [what, [isRemoved, count]] of Object.entries(removals)) {
    it(`finds nothing wrong with the lines of ${what}, and counts them`, async () => {
      assert.deepEqual(await answer(compacted(isRemoved)), { faults: [], removed: count });
    });
  }

  it('still names a line too many, behind those that removed records explain', async () => {
    const fixture = compacted((offset) => offset >= 35 && offset < 40);
    editLines(fixture, objectKey(fixture, PLACE, 1), (lines) => [...lines, '{"quantity":"1"}']);
    const { faults } = await answer(fixture);
    assert.deepEqual(faults, [{ kind: 'line-extra', offset: 40, line: FLUSH_SIZE + 1 }]);
  });

  it('still names a changed line beside those of removed records', async () => {
    const fixture = compacted((offset) => offset === 25);
    editLines(fixture, objectKey(fixture, PLACE, 1), (lines) =>
      lines.with(10, (lines[10] ?? '').replace(/"quantity":"\d"/, '"quantity":"999"')),
    );
    const { faults } = await answer(fixture);
    assert.deepEqual(faults, [{ kind: 'line-differs', offset: 30, line: 11 }]);
  });

  it('still names a line that no record can have had', async () => {
    const fixture = compacted((offset) => offset >= 25 && offset < 28);
    editLines(fixture, objectKey(fixture, PLACE, 1), (lines) => lines.with(6, '{"quantity":'));
    const { faults, removed } = await answer(fixture);
    assert.deepEqual(faults, [{ kind: 'line-not-json', offset: 26, line: 7 }]);
    assert.equal(removed, 3);
  });

  it('still names an object that is missing', async () => {
    const fixture = compacted((offset) => offset === 25);
    fixture.objects.delete(objectKey(fixture, PLACE, 1));
    const { faults } = await answer(fixture);
    assert.deepEqual(faults, [{ kind: 'records-missing', offset: 20, line: undefined }]);
  });

  it('takes no line for that of a removed record where Kafka does not compact', async () => {
    const fixture = compacted((offset) => offset === 25);
    fixture.compacted = new Set();
    assert.deepEqual((await answer(fixture)).faults, [{ kind: 'line-extra', offset: 26, line: 6 }]);
  });
});
