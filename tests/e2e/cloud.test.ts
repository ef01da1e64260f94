import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CreateSchemaCommand } from '@aws-sdk/client-glue';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { LOCAL_CREDENTIALS, glueClient, s3Client } from '../../scripts/clients.ts';
import { listKeys } from '../../scripts/cloud/bucket.ts';
import { checkAws, verifyAws } from '../../scripts/cloud/check.ts';
import { createInCloud } from '../../scripts/cloud/create.ts';
import { listDoomed } from '../../scripts/cloud/delete.ts';
import { listSchemas } from '../../scripts/cloud/registry.ts';
import { refuseEarlierObjects } from '../../scripts/cloud/sink-objects.ts';
import { startConnect } from '../../scripts/connect.ts';
import { readConnectorFiles } from '../../scripts/connector-files.ts';
import { applyConnector, isSink } from '../../scripts/connectors.ts';
import { startKafka } from '../../scripts/kafka.ts';
import { verifyPipeline } from '../../scripts/verify.ts';
import { openAccount, s3Error, typeInto } from './cloud-account.ts';
import { faultsOfPolicies } from './iam.ts';
import { processesNaming } from './workshop.ts';

const PLACE = { name: 'kafka-dev-ap-southeast-2', region: 'ap-southeast-2' };
const REGISTRY = { name: 'online-order', region: 'ap-southeast-2' };

test('AWS=cloud against the stand-ins, posing as an account', async (t) => {
  await using account = await openAccount();
  const { settings } = account;
  const found = async (what: string, options = {}) =>
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
    assert.deepEqual(await createInCloud(settings), [
      'registry online-order in ap-southeast-2',
      'bucket kafka-dev-ap-southeast-2 in ap-southeast-2',
    ]);
    assert.deepEqual(await createInCloud(settings), []);
    await verifyAws(settings);
  });

  await t.test('does not touch rights to write unless asked, and then leaves nothing behind', async () => {
    const before = await checkAws(settings);
    assert.equal(before.filter(({ result }) => result === 'not checked').length, 3);
    const after = await checkAws(settings, { probeWrites: true });
    assert.deepEqual(
      after.filter(({ result }) => result !== 'ok').map(({ what }) => what),
      ['account'],
    );
    assert.deepEqual(await listKeys(settings, PLACE, ''), []);
    assert.deepEqual(await listSchemas(settings, REGISTRY), []);
  });

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
    assert.match((await found('s3:PutObject', { probeWrites: true }))?.found ?? '', /AWS denies s3:PutObject/);
    await account.failGlue(undefined);
    account.failS3(undefined);
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
      assert.ok(
        commands.length > 0 && commands.every((command) => !command.includes(LOCAL_CREDENTIALS.secretAccessKey)),
      );
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
