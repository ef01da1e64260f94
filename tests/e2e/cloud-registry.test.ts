import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { startRegistry, type RegistryServer } from '../../glue/registry/registry.ts';
import { A2, A3, createSchema } from '../glue/case.ts';
import { httpChannel } from '../glue/channels.ts';
import { openProxy, typeInto } from './cloud-account.ts';
import { faultsOfPolicies, rightsAtGlue, type Right } from './iam.ts';

const SCHEMA = 'online-order/order';
const calls = new Set<Right>();
let registry: RegistryServer;
let proxy: Awaited<ReturnType<typeof openProxy>>;
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloud-registry-'));
  registry = await startRegistry();
  proxy = await openProxy(registry.port, (request) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      for (const right of rightsAtGlue(request, Buffer.concat(chunks).toString())) calls.add(right);
    });
    return undefined;
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_GLUE: proxy.url,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
  const { call } = httpChannel(registry.endpoint, 'ap-southeast-2');
  for (const RegistryName of ['online-order', 'of-others']) {
    await call('CreateRegistry', { RegistryName });
    await createSchema(call, { RegistryId: { RegistryName }, SchemaName: 'order' });
  }
});

after(async () => {
  proxy.close();
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command with AWS=cloud and what is typed into it; resolves with what it printed once it ended with the code. */
async function just(args: readonly string[], { typed = '', code = 0 } = {}): Promise<string> {
  const ran = await typeInto(loadSettings({ env: {}, cwd: '/nowhere' }), args, typed);
  assert.equal(ran.code, code, ran.output);
  return ran.output;
}

async function definitionFile(text: string): Promise<string> {
  const path = join(folder, 'definition.avsc');
  await writeFile(path, text);
  return path;
}

describe('the registry commands with AWS=cloud', () => {
  it('list, show, check, register and compare in the registry of the connector files, in no other', async () => {
    assert.match(await just(['registry:schemas']), /^online-order +order +AVRO +BACKWARD +1$/m);
    assert.doesNotMatch(await just(['registry:schemas']), /of-others/);
    assert.match(await just(['registry:check', 'order', await definitionFile(A2)]), /would become the next version/);
    assert.match(
      await just(['registry:register', 'order', await definitionFile(A2)]),
      /Version 2 of online-order\/order/,
    );
    assert.match(await just(['registry:versions', SCHEMA]), /^2 +AVAILABLE .*\n1 +AVAILABLE /m);
    assert.ok((await just(['registry:show', 'order'])).includes(A2));
    assert.match(await just(['registry:diff', 'order', '2', '1']), /^\[{"op":"remove","path":"\/fields\/1"}\]$/m);
  });

  it('fail with the path and the reason when the registry refuses a definition', async () => {
    const refused = await just(['registry:register', 'order', await definitionFile(A3)], { code: 1 });
    assert.match(refused, /refused version 3 of online-order\/order under BACKWARD\n.*\/fields\/0\/type: reader type/);
  });

  it('delete only what is confirmed by its name', async () => {
    const refused = await just(['registry:rm', 'order', '--version', '3'], { typed: 'yes\n', code: 2 });
    assert.match(refused, /Deletes version 3 of online-order\/order[^]*Nothing was deleted/);
    await just(['registry:rm', 'order', '--version', '3'], { typed: 'order\n' });
    assert.doesNotMatch(await just(['registry:versions', 'order']), /FAILURE/);
    await just(['registry:rm', 'order'], { typed: 'order\n' });
    assert.match(await just(['registry:show', 'order'], { code: 2 }), /There is no schema order/);
  });

  it('need what the policy of the docs allows, and nothing else', () => {
    assert.deepEqual(faultsOfPolicies('glue-emulator.md', calls), []);
  });
});
