import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startRegistry } from '../../glue/registry/registry.ts';
import { parseArn, registryArn, schemaArn, scopeOf } from '../../glue/registry/scope.ts';
import { A1, A2, createSchema, NEW, R1, R1_ARN, refused, register, S1, S1_ARN, withSchema } from '../glue/case.ts';
import { httpChannel, signedFor } from '../glue/channels.ts';

const HOME = { account: '000000000000', region: 'us-east-1' };

describe('scope', () => {
  it('comes from the credential: the region always, the account when the access key is twelve digits', () => {
    assert.deepEqual(scopeOf(signedFor('eu-west-1'), HOME), { account: '000000000000', region: 'eu-west-1' });
    const header = signedFor('eu-west-1').replace('AKIDEXAMPLE', '123456789012');
    assert.deepEqual(scopeOf(header, HOME), { account: '123456789012', region: 'eu-west-1' });
    for (const other of [undefined, '', 'Basic x', 'AWS4-HMAC-SHA256 Credential=a/b/c'])
      assert.equal(scopeOf(other, HOME), HOME);
  });

  it('is in every ARN, with the partition of the region', () => {
    assert.equal(registryArn(HOME, 'r'), 'arn:aws:glue:us-east-1:000000000000:registry/r');
    const china = { ...HOME, region: 'cn-north-1' };
    const name = { registry: 'r', name: 's' };
    assert.equal(schemaArn(china, name), 'arn:aws-cn:glue:cn-north-1:000000000000:schema/r/s');
    assert.match(registryArn({ ...HOME, region: 'us-gov-west-1' }, 'r'), /^arn:aws-us-gov:/);
    assert.deepEqual(parseArn(schemaArn(china, name)), {
      ...china,
      partition: 'aws-cn',
      resource: { kind: 'schema', ...name },
    });
  });

  it('keeps a schema of another region out of reach, and names it as the ARN does', async () => {
    await using registry = await startRegistry();
    const { call } = httpChannel(registry.endpoint);
    await withSchema({ call });
    const SchemaArn = S1_ARN.replace('us-east-1', 'eu-west-1');
    await refused(
      call('GetSchema', { SchemaId: { SchemaArn } }),
      'EntityNotFoundException',
      `Schema is not found. RegistryName: r1, SchemaName: s1, SchemaArn: ${SchemaArn}`,
    );
  });
});

describe('ARNs', () => {
  it('of a schema are taken for no registry: deleting that would take its other schemas along', async () => {
    await using registry = await startRegistry();
    const { call } = httpChannel(registry.endpoint);
    await withSchema({ call });
    const RegistryId = { RegistryArn: S1_ARN };
    const missing = `Registry is not found. RegistryName: null, RegistryArn: ${S1_ARN}`;
    for (const operation of ['GetRegistry', 'DeleteRegistry', 'ListSchemas']) {
      await refused(call(operation, { RegistryId }), 'EntityNotFoundException', missing);
    }
    const update = call('UpdateRegistry', { RegistryId, Description: 'd' });
    await refused(update, 'EntityNotFoundException', missing);
    await refused(call('CreateSchema', { ...NEW, SchemaName: 's2', RegistryId }), 'EntityNotFoundException', missing);
    const SchemaId = { SchemaArn: R1_ARN };
    await refused(call('DeleteSchema', { SchemaId }), 'EntityNotFoundException', /^Schema is not found\./);
    await call('GetSchema', { SchemaId: S1 });
  });

  it('of another partition name nothing here', async () => {
    await using registry = await startRegistry();
    const { call } = httpChannel(registry.endpoint);
    await withSchema({ call });
    const SchemaArn = S1_ARN.replace('arn:aws:', 'arn:aws-cn:');
    await refused(call('GetSchema', { SchemaId: { SchemaArn } }), 'EntityNotFoundException', /^Schema is not found\./);
    const RegistryArn = R1_ARN.replace('arn:aws:', 'arn:aws-cn:');
    const missing = `Registry is not found. RegistryName: null, RegistryArn: ${RegistryArn}`;
    await refused(call('DeleteRegistry', { RegistryId: { RegistryArn } }), 'EntityNotFoundException', missing);
    await refused(call('GetTags', { ResourceArn: SchemaArn }), 'EntityNotFoundException', 'Entity not found');
    await call('GetTags', { ResourceArn: S1_ARN });
  });
});

describe('limits', () => {
  it('hold for the versions of all schemas together', async () => {
    await using registry = await startRegistry({ maxVersions: 2 });
    const { call } = httpChannel(registry.endpoint);
    await withSchema({ call });
    await createSchema(call, { SchemaName: 's2' });
    const text = 'More schema versions cannot be created. The maximum limit has been reached.';
    await refused(register(call, A2), 'ResourceNumberLimitExceededException', text);
    const creating = createSchema(call, { SchemaName: 's3' }).then((id) => ({ id }));
    await refused(creating, 'ResourceNumberLimitExceededException', text);
    await register(call, A1);
  });

  it('take an array for no object', async () => {
    await using registry = await startRegistry();
    const { call } = httpChannel(registry.endpoint);
    await refused(call('GetRegistry', { RegistryId: [] }), 'SerializationException', /./);
    await refused(call('CreateRegistry', { ...R1, Tags: [] }), 'SerializationException', /./);
  });
});
