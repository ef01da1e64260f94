import assert from 'node:assert/strict';
import { A1, R1, refused, S1, withSchema, type Case } from '../case.ts';
import { post, signedFor } from '../channels.ts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const REQUEST_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const transportCases: readonly Case[] = [
  {
    number: 1,
    evidence: 'assumed',
    title: 'a call without a target is an unknown operation',
    only: 'http',
    run: async ({ endpoint }) => {
      const { status, text } = await post(endpoint, {});
      assert.deepEqual([status, text], [400, '{"__type":"UnknownOperationException"}']);
    },
  },
  {
    number: 2,
    evidence: 'assumed',
    title: 'a target that Glue does not have is an unknown operation',
    only: 'http',
    run: async ({ endpoint }) => {
      const { status, text } = await post(endpoint, { target: 'AWSGlue.Nope' });
      assert.deepEqual([status, text], [400, '{"__type":"UnknownOperationException"}']);
    },
  },
  {
    number: 3,
    evidence: 'assumed',
    title: 'a body that is no JSON is a SerializationException',
    only: 'http',
    run: async ({ endpoint }) => {
      const { status, text } = await post(endpoint, { target: 'AWSGlue.GetRegistry', body: '{' });
      assert.equal(status, 400);
      assert.match(text, /"__type":"SerializationException"/);
    },
  },
  {
    number: 4,
    evidence: 'assumed',
    title: 'a text where an object belongs is a SerializationException',
    run: ({ call }) => refused(call('GetRegistry', { RegistryId: 'r1' }), 'SerializationException', /./),
  },
  {
    number: 5,
    evidence: 'sure: TR, T',
    title: 'an error comes as 400 with the type and the message in the body and a request id in the headers',
    only: 'http',
    run: async ({ endpoint }) => {
      const body = '{"RegistryId":{"RegistryName":"nope"}}';
      const answer = await post(endpoint, { target: 'AWSGlue.GetRegistry', body });
      assert.equal(answer.status, 400);
      const Message = 'Registry is not found. RegistryName: nope, RegistryArn: null';
      assert.deepEqual(JSON.parse(answer.text), { __type: 'EntityNotFoundException', Message });
      assert.match(answer.headers.get('x-amzn-requestid') ?? '', REQUEST_ID);
      assert.equal(answer.headers.get('x-amzn-errortype'), 'EntityNotFoundException');
      assert.equal(answer.headers.get('content-type'), 'application/x-amz-json-1.1');
    },
  },
  {
    number: 6,
    evidence: 'sure: T',
    title: 'boto3 raises its own class for a missing registry, with code and message readable',
    only: 'elsewhere',
    run: ({ call }) =>
      refused(
        call('GetRegistry', { RegistryId: { RegistryName: 'nope' } }),
        'EntityNotFoundException',
        'Registry is not found. RegistryName: nope, RegistryArn: null',
      ),
  },
  {
    number: 7,
    evidence: 'assumed',
    title: 'an unsigned request and one with a wrong signature are served',
    only: 'http',
    run: async ({ endpoint }) => {
      const request = { target: 'AWSGlue.ListRegistries' };
      assert.equal((await post(endpoint, request)).status, 200);
      assert.equal(
        (await post(endpoint, { ...request, headers: { Authorization: signedFor('us-east-1') } })).status,
        200,
      );
    },
  },
  {
    number: 8,
    evidence: 'assumed',
    title: 'requests signed for two regions see separate data, with the region in the ARN',
    run: async ({ call, callIn }) => {
      const there = callIn('ap-southeast-2');
      const here = await call('CreateRegistry', R1);
      assert.deepEqual((await there('ListRegistries', {}))['Registries'], []);
      const other = await there('CreateRegistry', R1);
      assert.equal(here['RegistryArn'], 'arn:aws:glue:us-east-1:000000000000:registry/r1');
      assert.equal(other['RegistryArn'], 'arn:aws:glue:ap-southeast-2:000000000000:registry/r1');
    },
  },
  {
    number: 9,
    evidence: 'assumed',
    title: 'CreateSchema without a name is a ValidationException that names the member',
    run: ({ call }) =>
      refused(
        call('CreateSchema', { DataFormat: 'AVRO', Compatibility: 'NONE', SchemaDefinition: A1 }),
        'ValidationException',
        "1 validation error detected: Value null at 'schemaName' failed to satisfy constraint: Member must not be null",
      ),
  },
  {
    number: 10,
    evidence: 'assumed',
    title: 'RegisterSchemaVersion without a schema id or a definition is a ValidationException that names the member',
    run: async ({ call }) => {
      const missing = (member: string) =>
        `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`;
      const withoutId = call('RegisterSchemaVersion', { SchemaDefinition: A1 });
      await refused(withoutId, 'ValidationException', missing('schemaId'));
      for (const operation of ['RegisterSchemaVersion', 'GetSchemaByDefinition']) {
        await refused(call(operation, { SchemaId: S1 }), 'ValidationException', missing('schemaDefinition'));
      }
    },
  },
  {
    number: 11,
    evidence: 'sure: NC',
    title: 'every time is a text of ISO 8601 in UTC with three fraction digits',
    run: async (world) => {
      const { call } = world;
      const id = await withSchema(world);
      await call('PutSchemaVersionMetadata', {
        SchemaVersionId: id,
        MetadataKeyValue: { MetadataKey: 'k', MetadataValue: 'v' },
      });
      const answers = [
        await call('GetRegistry', { RegistryId: R1 }),
        await call('ListRegistries', {}),
        await call('GetSchema', { SchemaId: S1 }),
        await call('ListSchemas', {}),
        await call('GetSchemaVersion', { SchemaVersionId: id }),
        await call('GetSchemaByDefinition', { SchemaId: S1, SchemaDefinition: A1 }),
        await call('ListSchemaVersions', { SchemaId: S1 }),
        await call('QuerySchemaVersionMetadata', { SchemaVersionId: id }),
      ];
      const times: unknown[] = [];
      JSON.stringify(answers, (name, value: unknown) => {
        if (name.endsWith('Time')) times.push(value);
        return value;
      });
      assert.equal(times.length, 12);
      for (const time of times) assert.ok(typeof time === 'string' && TIME.test(time), String(time));
    },
  },
  {
    number: 12,
    evidence: 'sure: NC',
    title:
      'no answer holds a null: what has no value is left out (the HTTP channel looks at every answer of every case)',
    only: 'http',
    run: async (world) => {
      const { call } = world;
      await withSchema(world);
      assert.equal('Description' in (await call('GetSchema', { SchemaId: S1 })), false);
      assert.equal('NextToken' in (await call('ListSchemas', {})), false);
    },
  },
];
