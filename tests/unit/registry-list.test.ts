import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GlueClient } from '@aws-sdk/client-glue';
import { startRegistry } from '../../glue/registry/registry.ts';
import { findSchema, readSchemas } from '../../scripts/registry.ts';
import { createSchema } from '../glue/case.ts';
import { httpChannel } from '../glue/channels.ts';

/** A client, and how many of its calls were under way at once. */
function watchedClient(endpoint: string) {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const glue = new GlueClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const seen = { underWay: 0, most: 0 };
  glue.middlewareStack.add(
    (next) => async (args) => {
      seen.underWay += 1;
      seen.most = Math.max(seen.most, seen.underWay);
      return next(args).finally(() => {
        seen.underWay -= 1;
      });
    },
    { step: 'finalizeRequest' },
  );
  return { glue, seen };
}

describe('the list of schemas', () => {
  it('asks for a few schemas at a time, and leaves out one that is deleted meanwhile', async () => {
    await using registry = await startRegistry({ faults: true });
    const { call } = httpChannel(registry.endpoint);
    await call('CreateRegistry', { RegistryName: 'r1' });
    for (let index = 0; index < 40; index++) await createSchema(call, { SchemaName: `s${index}` });
    const error = { type: 'EntityNotFoundException', message: 'Schema is not found.' };
    const body = JSON.stringify({ faults: [{ operation: 'GetSchema', error, times: 1 }] });
    await fetch(`${registry.endpoint}/_faults`, { method: 'PUT', body });
    const { glue, seen } = watchedClient(registry.endpoint);
    assert.equal((await readSchemas(glue)).length, 39);
    glue.destroy();
    assert.ok(seen.most > 1 && seen.most <= 8, `${seen.most} at once`);
  });

  it('looks only into the registries that it is given, and into the one that a name carries', async () => {
    await using registry = await startRegistry();
    const { call } = httpChannel(registry.endpoint);
    for (const RegistryName of ['r1', 'r2', 'r3']) {
      await call('CreateRegistry', { RegistryName });
      await createSchema(call, { RegistryId: { RegistryName }, SchemaName: `of-${RegistryName}` });
    }
    const { glue } = watchedClient(registry.endpoint);
    const within = { registries: ['r1', 'r2'] };
    const found = await readSchemas(glue, within);
    assert.deepEqual(
      found.map(({ schema }) => schema),
      ['of-r1', 'of-r2'],
    );
    await assert.rejects(findSchema(glue, 'of-r3', within), /There is no schema of-r3/);
    assert.deepEqual(await findSchema(glue, 'r3/of-r3', within), { registry: 'r3', schema: 'of-r3' });
    glue.destroy();
  });
});
