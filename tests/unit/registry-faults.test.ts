import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { createFaults } from '../../glue/registry/faults.ts';
import { startRegistry } from '../../glue/registry/registry.ts';
import { addFault, clearFaults, readFaults } from '../../scripts/registry-faults.ts';
import { R1, refused } from '../glue/case.ts';
import { httpChannel, sdkChannel } from '../glue/channels.ts';

async function setFaults(endpoint: string, ...faults: readonly object[]): Promise<number> {
  const { status } = await fetch(`${endpoint}/_faults`, { method: 'PUT', body: JSON.stringify({ faults }) });
  return status;
}

describe('faults', () => {
  it('strike one operation as often as they were told to, then no more', async () => {
    await using registry = await startRegistry({ faults: true });
    const { call, close } = sdkChannel(registry.endpoint);
    const error = { type: 'ThrottlingException', message: 'Rate exceeded' };
    await setFaults(registry.endpoint, { operation: 'CreateRegistry', error, times: 2 });
    for (let round = 0; round < 2; round++) {
      await call('ListRegistries', {});
      await refused(call('CreateRegistry', R1), 'ThrottlingException', 'Rate exceeded');
    }
    await call('CreateRegistry', R1);
    close();
  });

  it('can stand for expired credentials, for a denial and for a broken service, until they are taken back', async () => {
    await using registry = await startRegistry({ faults: true });
    const { call } = httpChannel(registry.endpoint);
    for (const type of ['ExpiredTokenException', 'AccessDeniedException']) {
      await setFaults(registry.endpoint, { error: { type } });
      await refused(call('ListRegistries', {}), type, 'Injected fault');
    }
    await setFaults(registry.endpoint, { error: { type: 'InternalServiceException', status: 500 } });
    const target = { 'X-Amz-Target': 'AWSGlue.ListRegistries' };
    assert.equal((await fetch(registry.endpoint, { method: 'POST', headers: target })).status, 500);
    await fetch(`${registry.endpoint}/_faults`, { method: 'DELETE' });
    assert.deepEqual(await call('ListRegistries', {}), { Registries: [] });
  });

  it('delay an answer by the time that they were given', async () => {
    await using registry = await startRegistry({ faults: true });
    await setFaults(registry.endpoint, { latencyMs: 40 });
    const start = performance.now();
    await httpChannel(registry.endpoint).call('ListRegistries', {});
    assert.ok(performance.now() - start >= 39);
  });

  it('strike at the rate that they were given', async () => {
    const rolls = [0.1, 0.9, 0.2, 0.8];
    const faults = createFaults(() => rolls.shift() ?? 1);
    faults.admin('PUT', { faults: [{ error: { type: 'X' }, rate: 0.5 }] });
    const struck = await Promise.all(
      [0, 1, 2, 3].map(async () => {
        try {
          await faults.strike('ListRegistries');
          return false;
        } catch {
          return true;
        }
      }),
    );
    assert.deepEqual(struck, [true, false, true, false]);
  });

  it('are refused when they are malformed, and shown with what is left of them', async () => {
    await using registry = await startRegistry({ faults: true });
    assert.equal(await setFaults(registry.endpoint, { error: { type: 'no type\r\nX: y' } }), 400);
    assert.equal(await setFaults(registry.endpoint, { rate: 'often' }), 400);
    await setFaults(registry.endpoint, { operation: 'GetSchema', error: { type: 'X' }, times: 3 });
    const shown = await (await fetch(`${registry.endpoint}/_faults`)).text();
    assert.match(shown, /"operation":"GetSchema".*"times":3/);
  });
});

describe('the command for faults', () => {
  const settingsFor = (port: number) => loadSettings({ env: { GLUE_PORT: String(port) }, cwd: '/nowhere' });

  it('adds one to those that are set and clears them, in a registry that allows it', async () => {
    await using registry = await startRegistry({ faults: true });
    const settings = settingsFor(registry.port);
    const { call } = httpChannel(registry.endpoint);
    const rest = { latencyMs: undefined, rate: 1 };
    await addFault(settings, { ...rest, operation: 'GetSchema', errorType: 'ThrottlingException', times: 3 });
    await addFault(settings, { ...rest, operation: 'ListRegistries', errorType: 'AccessDeniedException', times: 1 });
    assert.equal((await readFaults(settings)).length, 2);
    await assert.rejects(call('ListRegistries', {}), { type: 'AccessDeniedException' });
    await call('ListRegistries', {});
    // One that has struck for the last time is gone, and in nobody's way.
    await addFault(settings, { ...rest, operation: undefined, errorType: 'ExpiredTokenException', times: 1 });
    const left = await readFaults(settings);
    assert.deepEqual(
      left.map(({ operation, times }) => [operation, times]),
      [
        ['GetSchema', 3],
        [undefined, 1],
      ],
    );
    await clearFaults(settings);
    assert.deepEqual(await readFaults(settings), []);
  });

  it('says how to allow faults in a registry that does not', async () => {
    await using registry = await startRegistry();
    await assert.rejects(readFaults(settingsFor(registry.port)), /takes no faults/);
  });
});
