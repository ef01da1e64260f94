import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Call } from '../../glue/registry/call.ts';
import { operations } from '../../glue/registry/operations/index.ts';
import { DEFAULT_OPTIONS } from '../../glue/registry/options.ts';
import { scopeState } from '../../glue/registry/store/state.ts';
import { memoryStore } from '../../glue/registry/store/store.ts';
import { S1 } from '../glue/case.ts';

const SCOPE = '000000000000/us-east-1';
const ROW = { scope: SCOPE, tags: {}, createdTime: 0, updatedTime: 0 };

/** A schema with these statuses of its versions, and what decides about one of them. */
function openSchema(statuses: readonly ('AVAILABLE' | 'PENDING' | 'FAILURE')[]) {
  const store = memoryStore();
  const state = scopeState(store.state, SCOPE);
  const mode = { dataFormat: 'AVRO', compatibility: 'FULL_ALL', checkpoint: 1 } as const;
  store.commit([
    { type: 'registry', row: { ...ROW, name: 'r1' } },
    { type: 'schema', row: { ...ROW, ...mode, registry: 'r1', name: 's1', nextVersion: statuses.length + 1 } },
  ]);
  const put = (number: number, status: 'AVAILABLE' | 'PENDING' | 'FAILURE', settledTime?: number) => {
    const texts = { id: String(number), definition: '"int"', fingerprint: String(number) };
    const row = { scope: SCOPE, registry: 'r1', schema: 's1', ...texts, number, status, settledTime, createdTime: 0 };
    store.commit([{ type: 'version', row }]);
  };
  for (const [index, status] of statuses.entries()) put(index + 1, status);
  const call: Call = {
    scope: { account: '000000000000', region: 'us-east-1' },
    scopeKey: SCOPE,
    state,
    options: DEFAULT_OPTIONS,
    now: 1000,
    commit: store.commit,
    settleLater: () => {},
    log: () => {},
  };
  const page = async (now: number, NextToken?: string) => {
    const input = { SchemaId: S1, MaxResults: 2, NextToken };
    const answer = await operations.get('ListSchemaVersions')?.answer({ ...call, now }, input);
    const { Schemas = [], NextToken: next }: { Schemas?: { VersionNumber: number }[]; NextToken?: string } =
      answer ?? {};
    return { numbers: Schemas.map(({ VersionNumber }) => VersionNumber), next };
  };
  return { put, page };
}

describe('pages of ListSchemaVersions', () => {
  it('show every version once, although some of them are decided between two pages', async () => {
    // The time of the decision may be the very millisecond of the first page, before or after it.
    for (const decidedAt of [1000, 1001]) {
      const { put, page } = openSchema(['AVAILABLE', 'AVAILABLE', 'PENDING', 'PENDING', 'PENDING', 'AVAILABLE']);
      put(3, 'FAILURE', 1000);
      const first = await page(1000);
      put(4, 'AVAILABLE', decidedAt);
      const second = await page(2000, first.next);
      put(5, 'FAILURE', 2000);
      const third = await page(3000, second.next);
      const all = [...first.numbers, ...second.numbers, ...third.numbers];
      assert.deepEqual(
        [all.toSorted((a, b) => a - b), third.next],
        [[1, 2, 3, 4, 5, 6], undefined],
        `decided at ${decidedAt}`,
      );
      assert.deepEqual((await page(4000)).numbers, [6, 4]);
    }
  });
});
