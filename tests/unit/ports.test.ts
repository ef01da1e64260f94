import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { freePortOffset, isPortFree, portHolders } from '../../scripts/lib/ports.ts';

test('a taken port is named with the process that holds it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  assert.equal(await isPortFree(address.port), false);
  const holders = await portHolders([address.port]);
  assert.match(holders.get(address.port) ?? '', new RegExp(`\\(pid ${process.pid}\\)$`));
  server.close();
  await once(server, 'close');
  assert.equal(await isPortFree(address.port), true);
});

test('finds an offset at which all ports are free', async () => {
  const offset = await freePortOffset([5050, 29_092]);
  assert.deepEqual(await Promise.all([5050 + offset, 29_092 + offset].map(isPortFree)), [true, true]);
});
