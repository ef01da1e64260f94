import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isPortFree } from '../../scripts/lib/ports.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { A2, A3, createSchema, R1 } from '../glue/case.ts';
import { httpChannel } from '../glue/channels.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** Runs `registry:start` until Ctrl-C, which resolves with what it had printed, or until the test has failed. */
async function serve(workshop: Workshop, port = workshop.settings.gluePort, ...options: string[]) {
  const { pid, finished } = workshop.start('registry:start', '--port', String(port), ...options);
  let isOver = false;
  const interrupt = async () => {
    process.kill(pid, 'SIGINT');
    const { code, stdout, stderr } = await finished;
    isOver = true;
    assert.equal(code, 0, stdout + stderr);
    return stdout;
  };
  const url = `http://127.0.0.1:${port}/health`;
  await waitFor(`the registry at ${url}`, () => fetch(url), { timeoutMs: 60_000 });
  const stop = async () => {
    if (!isOver) await interrupt();
  };
  return { interrupt, [Symbol.asyncDispose]: stop };
}

async function freePortAfter(port: number): Promise<number> {
  return (await isPortFree(port + 1)) ? port + 1 : freePortAfter(port + 1);
}

/** `r1` with `s1`, in the region of the connector files. */
async function fill({ glueEndpoint }: Workshop['settings']): Promise<void> {
  const { call } = httpChannel(glueEndpoint, 'ap-southeast-2');
  await call('CreateRegistry', R1);
  await createSchema(call);
}

describe('the registry as a tool of its own', () => {
  it('serves without Kafka until Ctrl-C, and keeps what it was given', async () => {
    await using workshop = await openWorkshop();
    const { settings } = workshop;
    await using first = await serve(workshop);
    await fill(settings);
    for (const { port } of settings.brokers) assert.ok(await isPortFree(port), `a broker is at ${port}`);
    const printed = await first.interrupt();
    assert.match(printed, new RegExp(`^export AWS_ENDPOINT_URL_GLUE=${settings.glueEndpoint}$`, 'm'));
    assert.doesNotMatch(printed, /GLUE_PORT/);
    await using again = await serve(workshop);
    assert.match(await workshop.ok('registry:schemas'), /^r1 +s1 +AVRO +BACKWARD +1$/m);
    await again.interrupt();
  });

  it('prints what the other commands need to find it on another port', async () => {
    await using workshop = await openWorkshop();
    const port = await freePortAfter(workshop.settings.gluePort);
    await using first = await serve(workshop, port);
    assert.notEqual((await workshop.just('registry:schemas')).code, 0);
    const printed = await first.interrupt();
    const GLUE_PORT = /^export GLUE_PORT=(\d+)$/m.exec(printed)?.[1];
    assert.ok(GLUE_PORT, printed);
    Object.assign(workshop.env, { GLUE_PORT });
    await using again = await serve(workshop, port);
    await workshop.ok('registry:schemas');
    await again.interrupt();
  });

  it('registers, refuses, deletes, and fails as it is told to', async () => {
    await using workshop = await openWorkshop();
    await using registry = await serve(workshop, workshop.settings.gluePort, '--faults');
    await fill(workshop.settings);
    const definition = join(workshop.settings.runDir, 'definition.avsc');
    await writeFile(definition, A2);
    assert.match(await workshop.ok('registry:register', 's1', definition), /Version 2 of r1\/s1 is AVAILABLE/);
    await writeFile(definition, A3);
    const refused = await workshop.just('registry:register', 's1', definition);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /refused version 3 of r1\/s1 under BACKWARD\n {2}\/fields\/0\/type: reader type/);
    assert.match(await workshop.ok('registry:rm', 's1', '--version', '3', '--dry-run'), /Would delete version 3/);
    assert.match(await workshop.ok('registry:rm', 's1', '--version', '3'), /Deletes version 3 of r1\/s1/);
    assert.match(await workshop.ok('registry:versions', 's1'), /^2 +AVAILABLE .*\n1 +AVAILABLE .*\n*$/m);

    const fault = ['registry:fault', 'GetSchema', '--error', 'AccessDeniedException', '--times', '1'];
    assert.match(await workshop.ok(...fault), /"operation":"GetSchema".*"times":1/);
    const denied = await workshop.just('registry:schemas');
    assert.equal(denied.code, 2);
    assert.match(denied.stderr, /The registry refused: Injected fault/);
    assert.match(await workshop.ok('registry:fault'), /No faults are set/);
    await workshop.ok('registry:fault', '--latency', '1');
    assert.match(await workshop.ok('registry:fault', '--clear'), /No faults are set/);

    await workshop.ok('registry:rm', 's1');
    assert.doesNotMatch(await workshop.ok('registry:schemas'), /s1/);
    await registry.interrupt();
  });
});
