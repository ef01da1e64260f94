import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createSettler } from '../../glue/registry/settle.ts';
import { memoryStore } from '../../glue/registry/store/store.ts';
import type { VersionRow } from '../../glue/registry/store/rows.ts';
import { startRegistry } from '../../glue/registry/registry.ts';
import { P1, register, withFailure, withSchema } from '../glue/case.ts';
import { httpChannel } from '../glue/channels.ts';

const AT = { scope: '000000000000/us-east-1', createdTime: 0 };
const ROW = { ...AT, tags: {}, updatedTime: 0 };

/** Twenty fields: long enough to parse for some hundred of them to take a while. */
function record(type: string): string {
  const fields = Array.from({ length: 20 }, (_, index) => ({ name: `f${index}`, type, default: 0 }));
  return JSON.stringify({ type: 'record', name: 'Wide', fields });
}

const many = (count: number) => Array.from({ length: count }, () => record('int'));

/** A schema under FULL_ALL whose versions have these definitions, all but the first `settled` of them PENDING. */
function openSchema(definitions: readonly string[], settled: number) {
  const store = memoryStore();
  const row = { ...ROW, registry: 'r1', name: 's1', checkpoint: 1, nextVersion: definitions.length + 1 };
  store.commit([
    { type: 'registry', row: { ...ROW, name: 'r1' } },
    { type: 'schema', row: { ...row, dataFormat: 'AVRO', compatibility: 'FULL_ALL' } },
  ]);
  const ids = definitions.map((definition, index) => {
    const version: VersionRow = {
      ...AT,
      registry: 'r1',
      schema: 's1',
      id: randomUUID(),
      number: index + 1,
      status: index < settled ? 'AVAILABLE' : 'PENDING',
      definition,
      fingerprint: String(index),
      dueTime: 0,
    };
    store.commit([{ type: 'version', row: version }]);
    return version.id;
  });
  const schema = store.state.get(AT.scope)?.registries.get('r1')?.schemas.get('s1');
  assert.ok(schema);
  const statusOf = (number: number) => store.state.get(AT.scope)?.versions.get(ids[number - 1] ?? '')?.row.status;
  const remove = (number: number) =>
    store.commit([{ type: 'version-removed', scope: AT.scope, id: ids[number - 1] ?? '' }]);
  let reads = 0;
  const read = schema.versions.get.bind(schema.versions);
  schema.versions.get = (number) => {
    reads += 1;
    return read(number);
  };
  return { store, statusOf, remove, isLookedAt: () => reads > 0 };
}

describe('the log', () => {
  it('says where and why a definition was refused, which no answer does', async () => {
    const lines: string[] = [];
    await using registry = await startRegistry({ log: (line) => lines.push(line) });
    await withFailure(httpChannel(registry.endpoint));
    const reason = 'reader type: STRING not compatible with writer type: INT (new reads old, version 2)';
    assert.deepEqual(lines, [`Refused version 3 of r1/s1 under BACKWARD: /fields/0/type: ${reason}`]);
  });

  it('warns that a definition was taken unchecked in a format that is not compared', async () => {
    const lines: string[] = [];
    await using registry = await startRegistry({ log: (line) => lines.push(line) });
    const { call } = httpChannel(registry.endpoint);
    await withSchema({ call }, { DataFormat: 'PROTOBUF', SchemaDefinition: P1 });
    await register(call, P1.replace('int32', 'string'));
    assert.deepEqual(lines, ['Took version 2 of r1/s1 unchecked under BACKWARD: PROTOBUF is not compared']);
  });
});

const OPTIONS = { checkpointBase: 'latest' } as const;

describe('the decision about a PENDING version', () => {
  it('lets other requests be served while it looks at a thousand versions', async () => {
    const { store, statusOf, isLookedAt } = openSchema(many(1001), 1000);
    const settler = createSettler(store, { options: OPTIONS, log: () => {} });
    let turns = 0;
    while (statusOf(1001) === 'PENDING') {
      await setImmediate();
      if (isLookedAt()) turns += 1;
    }
    settler.close();
    assert.equal(statusOf(1001), 'AVAILABLE');
    // In one go it would be one.
    assert.ok(turns > 2, `${turns} turns of the event loop`);
  });

  it('comes after that about an earlier one, however long this takes: they must get along with each other too', async () => {
    const { store, statusOf } = openSchema([...many(300), record('long'), record('float'), record('int')], 300);
    const settler = createSettler(store, { options: OPTIONS, log: () => {} });
    while (statusOf(303) === 'PENDING') await setImmediate();
    settler.close();
    assert.deepEqual([301, 302, 303].map(statusOf), ['FAILURE', 'FAILURE', 'AVAILABLE']);
  });

  it('is dropped when the version is deleted meanwhile', async () => {
    const logged: string[] = [];
    const { store, statusOf, remove, isLookedAt } = openSchema([...many(300), '"int"'], 300);
    const settler = createSettler(store, { options: OPTIONS, log: (line) => logged.push(line) });
    while (!isLookedAt()) await setImmediate();
    remove(301);
    while (logged.length === 0) await setImmediate();
    settler.close();
    assert.equal(statusOf(301), undefined);
    assert.equal(logged.length, 21, 'the first twenty reasons and the number of the others');
    assert.match(logged[20] ?? '', /for 580 more reasons$/);
  });
});
