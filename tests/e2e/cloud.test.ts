import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CreateSchemaCommand } from '@aws-sdk/client-glue';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { LOCAL_CREDENTIALS, glueClient, s3Client } from '../../scripts/clients.ts';
import { listKeys } from '../../scripts/cloud/bucket.ts';
import { checkAws, verifyAws } from '../../scripts/cloud/check.ts';
import { createInCloud } from '../../scripts/cloud/create.ts';
import type { Finding } from '../../scripts/cloud/finding.ts';
import { readAccount } from '../../scripts/cloud/identity.ts';
import { listDoomed } from '../../scripts/cloud/delete.ts';
import { listSchemas } from '../../scripts/cloud/registry.ts';
import { refuseEarlierObjects } from '../../scripts/cloud/sink-objects.ts';
import { startConnect } from '../../scripts/connect.ts';
import { readConnectorFiles } from '../../scripts/connector-files.ts';
import { applyConnector, isSink } from '../../scripts/connectors.ts';
import { startKafka } from '../../scripts/kafka.ts';
import { startVariables } from '../../scripts/runtime/docker/variables.ts';
import { runPaths } from '../../scripts/runtime/run-folder.ts';
import { verifyPipeline } from '../../scripts/verify.ts';
import { listen } from '../unit/download-server.ts';
import { openAccount, s3Error, typeInto } from './cloud-account.ts';
import { faultsOfPolicies } from './iam.ts';
import { processesNaming } from './workshop.ts';

const PLACE = { name: 'kafka-dev-ap-southeast-2', region: 'ap-southeast-2' };
const REGISTRY = { name: 'online-order', region: 'ap-southeast-2' };

function assertNoSecret(text: string): void {
  assert.ok(text !== '' && !text.includes(LOCAL_CREDENTIALS.secretAccessKey), 'a secret shows');
}

test('AWS=cloud against the stand-ins, posing as an account', async (t) => {
  await using account = await openAccount();
  const { settings } = account;
  const found = async (what: string, options = { probeWrites: false }) =>
    (await checkAws(settings, options)).find((each) => each.what.startsWith(what));

  await t.test('names a missing registry and a missing bucket together, and how to create them', async () => {
    await assert.rejects(verifyAws(settings), (error: Error & { hint?: string }) => {
      assert.match(error.message, /There is no registry online-order in ap-southeast-2/);
      assert.match(error.message, /There is no bucket kafka-dev-ap-southeast-2 in ap-southeast-2/);
      assert.match(error.hint ?? '', /npx just aws:create/);
      return true;
    });
  });

  await t.test('creates only when it is told to, and only what is missing', async () => {
    const created = await typeInto(settings, ['aws:create']);
    assert.equal(created.code, 0, created.output);
    assert.match(created.output, /Created registry online-order in ap-southeast-2$/m);
    assert.match(created.output, /Created bucket kafka-dev-ap-southeast-2 in ap-southeast-2$/m);
    assert.deepEqual(await createInCloud(settings), []);
    await verifyAws(settings);
  });

  await t.test('does not touch rights to write unless asked, and then leaves nothing behind', async () => {
    const unchecked = (findings: readonly Finding[]) =>
      findings.filter(({ result }) => result === 'not checked').map(({ what }) => what.replace(/ on .*/, ''));
    const before = await checkAws(settings);
    assert.deepEqual(unchecked(before), [
      'account',
      'glue:RegisterSchemaVersion',
      'glue:CreateSchema',
      'glue:PutSchemaVersionMetadata',
      's3:PutObject',
      's3:AbortMultipartUpload',
    ]);
    const after = await checkAws(settings, { probeWrites: true });
    assert.deepEqual(unchecked(after), ['account', 'glue:CreateSchema', 'glue:PutSchemaVersionMetadata']);
    for (const findings of [before, after])
      assert.deepEqual(
        findings.filter(({ result }) => result === 'problem'),
        [],
      );
    assert.deepEqual(await listKeys(settings, PLACE, ''), []);
    assert.deepEqual(await listSchemas(settings, REGISTRY), []);
  });

  await t.test(
    '`aws:check` lists what it found, a row to each, and its JSON holds the same; no secret is in either',
    async () => {
      const shown = await typeInto(settings, ['aws:check', '--probe-writes']);
      assert.equal(shown.code, 0, shown.output);
      assert.match(shown.output, /^glue:GetSchema on registry online-order +ok +allowed$/m);
      assert.match(shown.output, /^s3:PutObject on bucket kafka-dev-ap-southeast-2\/topics\/ +ok +allowed$/m);
      assert.match(shown.output, /^glue:CreateSchema on registry online-order +not checked /m);
      const json = await typeInto(settings, ['aws:check', '--json']);
      assert.match(json.output, /"what": ?"s3:GetObject on bucket kafka-dev-ap-southeast-2\/topics\/"/);
      assertNoSecret(shown.output + json.output);
      account.failS3(s3Error(403, 'AccessDenied'));
      const denied = await typeInto(settings, ['aws:check']);
      account.failS3(undefined);
      assert.equal(denied.code, 2, denied.output);
      assert.match(denied.output, /^s3:GetObject on bucket .* PROBLEM +AWS denies s3:GetObject/m);
      assertNoSecret(denied.output);
    },
  );

  await t.test('a wrong secret is called that: S3Proxy checks signatures', async () => {
    const right = process.env['AWS_SECRET_ACCESS_KEY'];
    process.env['AWS_SECRET_ACCESS_KEY'] = 'wrong';
    const bucket = await found('bucket');
    process.env['AWS_SECRET_ACCESS_KEY'] = right;
    assert.match(bucket?.found ?? '', /does not take these credentials \(SignatureDoesNotMatch\)/);
  });

  await t.test('expired and denied credentials are told apart, at Glue and at S3', async () => {
    await account.failGlue('ExpiredTokenException');
    account.failS3(s3Error(400, 'ExpiredToken'));
    assert.match((await found('registry'))?.found ?? '', /have expired/);
    assert.match((await found('bucket'))?.found ?? '', /have expired/);
    assert.match((await found('bucket'))?.hint ?? '', /aws sso login/);
    await account.failGlue('AccessDeniedException', 400);
    account.failS3(s3Error(403, 'AccessDenied'));
    assert.match((await found('registry'))?.found ?? '', /AWS denies glue:GetRegistry on the registry online-order/);
    assert.match((await found('bucket'))?.found ?? '', /AWS denies s3:ListBucket on the bucket/);
    assert.match((await found('bucket'))?.hint ?? '', /belong to another account: then change `s3\.bucket\.name`/);
    for (const right of ['glue:GetSchema ', 'glue:ListSchemaVersions', 'glue:GetSchemaByDefinition']) {
      assert.match((await found(right))?.found ?? '', new RegExp(`AWS denies ${right}`));
    }
    assert.match((await found('glue:GetSchemaVersion'))?.found ?? '', /AWS denies glue:GetSchemaVersion/);
    assert.match((await found('s3:GetObject'))?.found ?? '', /AWS denies s3:GetObject on the bucket/);
    await account.failGlue(undefined);
    account.failS3(undefined);
  });

  await t.test(
    'of the rights to write each is told by itself, and no upload is begun that could not be given up',
    async () => {
      const deny = (isDenied: (request: IncomingMessage) => boolean) =>
        account.failS3((request, response) =>
          isDenied(request) ? s3Error(403, 'AccessDenied')(request, response) : undefined,
        );
      const rights = async () => {
        const findings = await checkAws(settings, { probeWrites: true });
        return ['s3:PutObject', 's3:AbortMultipartUpload'].map(
          (right) => findings.find(({ what }) => what.startsWith(right))?.result,
        );
      };
      deny(({ method }) => method === 'POST');
      assert.deepEqual(await rights(), ['problem', 'ok']);
      deny(({ method }) => method === 'DELETE');
      assert.deepEqual(await rights(), ['not checked', 'problem']);
      account.failS3(undefined);
    },
  );

  await t.test('writes where the sinks write, and asks nowhere else', async () => {
    const sink = (await readConnectorFiles(settings)).find(isSink);
    const dir = await mkdtemp(join(tmpdir(), 'topics-dir-'));
    const path = join(dir, 'sink.json');
    await writeFile(path, JSON.stringify({ ...sink, config: { ...sink?.config, 'topics.dir': 'elsewhere' } }));
    account.ownCalls.clear();
    await checkAws({ ...settings, connectorFiles: [path] }, { probeWrites: true });
    await rm(dir, { recursive: true });
    const keys = [...account.ownCalls].filter((call) => call.includes('/probe-') && call.startsWith('s3:'));
    assert.equal(keys.length, 3);
    for (const call of keys) {
      assert.match(call, /:kafka-dev-ap-southeast-2\/elsewhere\/probe-/);
      account.calls.delete(call);
    }
  });

  await t.test('does not wait for an STS that says nothing', async () => {
    const silent = await listen(() => {});
    process.env['AWS_ENDPOINT_URL_STS'] = silent.url;
    const before = performance.now();
    assert.equal((await readAccount(PLACE.region)).result, 'not checked');
    delete process.env['AWS_ENDPOINT_URL_STS'];
    assert.ok(performance.now() - before < 15_000);
    silent.server.closeAllConnections();
    silent.server.close();
  });

  await t.test('the account that STS names is told, and is the one of the registry that Kpow is shown', async () => {
    const [number, arn] = ['123456789012', 'arn:aws:iam::123456789012:user/reader'];
    const sts = await listen((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><Account>${number}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
        ),
    );
    process.env['AWS_ENDPOINT_URL_STS'] = sts.url;
    const told = await readAccount(PLACE.region);
    const { GLUE_REGISTRY_ARN: shown } = await startVariables(settings, 'ui');
    delete process.env['AWS_ENDPOINT_URL_STS'];
    sts.server.close();
    assert.equal(told.found, `${number} as ${arn}`);
    assert.equal(shown, `arn:aws:glue:${PLACE.region}:${number}:registry/online-order`);
  });

  await t.test('a bucket in another region is named with its region', async () => {
    account.failS3(s3Error(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-1' }));
    assert.match((await found('bucket'))?.found ?? '', /is not in ap-southeast-2/);
    account.failS3((request, response) => {
      if (request.method !== 'HEAD') return undefined;
      response.writeHead(200, { 'x-amz-bucket-region': 'eu-west-1' }).end();
      return true;
    });
    assert.match((await found('bucket'))?.found ?? '', /is in eu-west-1, the connector file says ap-southeast-2/);
    account.failS3(undefined);
  });

  await t.test('says when temporary credentials end, and shows no more of a key than its end', async () => {
    const end = new Date(Date.now() + 95 * 60_000).toISOString();
    Object.assign(process.env, { AWS_SESSION_TOKEN: 'a-token', AWS_CREDENTIAL_EXPIRATION: end });
    const credentials = await found('credentials');
    delete process.env['AWS_SESSION_TOKEN'];
    delete process.env['AWS_CREDENTIAL_EXPIRATION'];
    assert.match(credentials?.found ?? '', /^key …shop, expires in 1 h 3\d min$/);
  });

  await t.test('without any credentials it says where they come from', async () => {
    const { AWS_ACCESS_KEY_ID: key } = process.env;
    delete process.env['AWS_ACCESS_KEY_ID'];
    const findings = await checkAws(settings);
    process.env['AWS_ACCESS_KEY_ID'] = key;
    assert.equal(findings.length, 1);
    assert.match(findings[0]?.found ?? '', /There are no AWS credentials/);
    assert.match(findings[0]?.hint ?? '', /AWS_PROFILE/);
  });

  await t.test('deletes what the pipeline wrote, and nothing else', async () => {
    const s3 = await s3Client(settings, PLACE.region);
    const glue = await glueClient(settings, PLACE.region);
    for (const Key of ['topics/order/partition=0/order+0+0000000000.json', 'topics/other/keep.json', 'mine.txt']) {
      await s3.send(new PutObjectCommand({ Bucket: PLACE.name, Key, Body: 'x' }));
    }
    for (const SchemaName of ['order', 'mine']) {
      await glue.send(
        new CreateSchemaCommand({
          RegistryId: { RegistryName: REGISTRY.name },
          SchemaName,
          DataFormat: 'AVRO',
          Compatibility: 'NONE',
          SchemaDefinition: '"string"',
        }),
      );
    }
    s3.destroy();
    glue.destroy();
    const doomed = await listDoomed(settings);
    assert.deepEqual(
      doomed.objects.flatMap(({ keys }) => keys),
      ['topics/order/partition=0/order+0+0000000000.json'],
    );
    const refused = await typeInto(settings, ['aws:delete'], 'yes\n');
    assert.equal(refused.code, 2, refused.output);
    assert.match(
      refused.output,
      /1 objects below s3:\/\/kafka-dev-ap-southeast-2\/topics\/order\/\nschema order in registry/,
    );
    assert.match(refused.output, /Nothing was deleted/);
    assert.equal((await listKeys(settings, PLACE, '')).length, 3);
    const confirmed = await typeInto(settings, ['aws:delete'], `${PLACE.name}\n`);
    assert.equal(confirmed.code, 0, confirmed.output);
    assert.deepEqual((await listKeys(settings, PLACE, '')).toSorted(), ['mine.txt', 'topics/other/keep.json']);
    assert.deepEqual(await listSchemas(settings, REGISTRY), ['mine']);
  });

  await t.test(
    'the worker finds AWS and its credentials by itself, and its data is proved in the account',
    async () => {
      await startKafka(settings);
      await startConnect(settings);
      for (const file of await readConnectorFiles(settings)) {
        await refuseEarlierObjects(settings, file);
        await applyConnector(settings, file);
      }
      account.ownCalls.clear();
      const report = await verifyPipeline(settings, { timeoutMs: 150_000, onProgress: () => {} });
      assert.equal(report.exitCode, 0, JSON.stringify(report, undefined, 2));
      assert.deepEqual(faultsOfPolicies('verify.md', account.ownCalls), []);
      const commands = await processesNaming(settings.runDir);
      const { logs } = runPaths(settings);
      const written = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), 'utf8')));
      assert.ok(commands.length > 0 && written.join('').includes('order-sink'));
      assertNoSecret([...commands, ...written, JSON.stringify(report)].join('\n'));
    },
  );

  await t.test('a sink that goes on is let through; one that would start beside its objects is refused', async () => {
    const sink = (await readConnectorFiles(settings)).find(isSink);
    assert.ok(sink);
    await refuseEarlierObjects(settings, sink);
    await assert.rejects(
      refuseEarlierObjects(settings, { ...sink, name: 'new-sink' }),
      (error: Error & { hint?: string }) => {
        assert.match(
          error.message,
          /new-sink would start beside the objects of an earlier run:\n {2}\d+ objects below s3:/,
        );
        assert.match(error.hint ?? '', /npx just aws:delete.*topics\.dir/);
        return true;
      },
    );
  });

  await t.test('the policies of the docs allow every call on what it was made on, and nothing else', () => {
    // What only this test puts there, to be left alone.
    account.calls.delete(`s3:PutObject arn:aws:s3:::${PLACE.name}/mine.txt`);
    assert.deepEqual(faultsOfPolicies('cloud.md', account.calls), []);
  });
});
