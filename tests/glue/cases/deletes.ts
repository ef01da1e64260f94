import assert from 'node:assert/strict';
import {
  A1,
  A2,
  A3,
  createSchema,
  EMPTY,
  J1,
  P1,
  R1,
  refused,
  register,
  S1,
  until,
  withFailure,
  withSchema,
  type Case,
  type World,
} from '../case.ts';

const CHECKPOINT = 'Cannot delete checkpoint version.';
const UNRECOGNIZED =
  /^Unrecognized token 'not': was expecting \(JSON String, Number, Array, Object or token 'null', 'true' or 'false'\)\n at \[Source: REDACTED \(.*\); line: 1, column: 4\]$/;

function deleting({ call }: World, Versions: string) {
  return call('DeleteSchemaVersions', { SchemaId: S1, Versions });
}

async function numbersOf({ call }: World, schema: object = S1): Promise<string[]> {
  const list = JSON.stringify(await call('ListSchemaVersions', { SchemaId: schema }));
  return [...list.matchAll(/"VersionNumber":(\d+)/g)].map(([, number]) => String(number)).toSorted();
}

function diff({ call }: World, first: number, second: number) {
  return call('GetSchemaVersionsDiff', {
    SchemaId: S1,
    FirstSchemaVersionNumber: { VersionNumber: first },
    SecondSchemaVersionNumber: { VersionNumber: second },
    SchemaDiffType: 'SYNTAX_DIFF',
  });
}

export const deleteCases: readonly Case[] = [
  {
    number: 109,
    evidence: 'sure: NC',
    title: 'the checkpoint version cannot be deleted',
    run: async (world) => {
      await withFailure(world);
      await refused(deleting(world, '1'), 'InvalidInputException', CHECKPOINT);
    },
  },
  {
    number: 110,
    evidence: 'sure: DOC; text assumed',
    title: 'nor can the first version when the checkpoint is another',
    run: async (world) => {
      await withFailure(world);
      await world.call('UpdateSchema', { SchemaId: S1, SchemaVersionNumber: { VersionNumber: 2 } });
      await refused(deleting(world, '1'), 'InvalidInputException', 'Cannot delete first version.');
    },
  },
  {
    number: 111,
    evidence: 'sure: DOC; text from 109',
    title: 'a range with the checkpoint in it deletes nothing',
    run: async (world) => {
      await withFailure(world);
      await refused(deleting(world, '1-3'), 'InvalidInputException', CHECKPOINT);
      assert.deepEqual(await numbersOf(world), ['1', '2', '3']);
    },
  },
  {
    number: 112,
    evidence: 'sure: NC',
    title: 'a version in the middle goes under every mode',
    options: { pendingMs: 5 },
    run: async (world) => {
      await world.call('CreateRegistry', R1);
      for (const mode of ['BACKWARD', 'BACKWARD_ALL', 'FULL_ALL']) {
        const SchemaId = { ...S1, SchemaName: mode };
        await createSchema(world.call, { SchemaName: mode, Compatibility: mode });
        await world.call('RegisterSchemaVersion', { SchemaId, SchemaDefinition: A2 });
        const last = await world.call('RegisterSchemaVersion', { SchemaId, SchemaDefinition: A3 });
        const read = () => world.call('GetSchemaVersion', { SchemaVersionId: last['SchemaVersionId'] });
        await until(read, ({ Status }) => Status !== 'PENDING');
        const deleted = await world.call('DeleteSchemaVersions', { SchemaId, Versions: '2' });
        assert.deepEqual(deleted, { SchemaVersionErrors: [] });
        assert.deepEqual(await numbersOf(world, SchemaId), ['1', '3']);
      }
    },
  },
  {
    number: 113,
    evidence: 'sure: NC',
    title: 'an unknown number is told in the answer, and the others of the range still go',
    run: async (world) => {
      await withFailure(world);
      const ErrorDetails = { ErrorCode: 'ResourceNotFoundException', ErrorMessage: 'Version number not found' };
      const expected = { SchemaVersionErrors: [{ VersionNumber: 999, ErrorDetails }] };
      assert.deepEqual(await deleting(world, '999'), expected);
      const partly = await deleting(world, '3-4');
      assert.deepEqual(partly, { SchemaVersionErrors: [{ VersionNumber: 4, ErrorDetails }] });
      assert.deepEqual(await numbersOf(world), ['1', '2']);
    },
  },
  {
    number: 114,
    evidence: 'sure: DOC; text assumed',
    title: 'more than 25 numbers are refused',
    run: async (world) => {
      await withFailure(world);
      await refused(deleting(world, '2-30'), 'InvalidInputException', /25/);
    },
  },
  {
    number: 115,
    evidence: 'assumed; pattern MDL',
    title: 'a range that runs backwards, zero and a letter are refused',
    run: async (world) => {
      await withFailure(world);
      for (const versions of ['5-3', '0', 'a']) await refused(deleting(world, versions), 'InvalidInputException', /./);
    },
  },
  {
    number: 116,
    evidence: 'assumed',
    title: 'a deleted text can be registered again, under a new id and the next number',
    run: async (world) => {
      await withFailure(world);
      const old = await world.call('GetSchemaByDefinition', { SchemaId: S1, SchemaDefinition: A2 });
      await deleting(world, '2');
      const again = await register(world.call, A2);
      assert.equal(again['VersionNumber'], 4);
      assert.notEqual(again['SchemaVersionId'], old['SchemaVersionId']);
    },
  },
  {
    number: 117,
    evidence: 'sure: DOC; text assumed',
    title: 'the metadata of a deleted version is gone with it',
    run: async (world) => {
      await withSchema(world);
      const { SchemaVersionId } = await register(world.call, A2);
      const MetadataKeyValue = { MetadataKey: 'k', MetadataValue: 'v' };
      await world.call('PutSchemaVersionMetadata', { SchemaVersionId, MetadataKeyValue });
      await deleting(world, '2');
      await refused(
        world.call('QuerySchemaVersionMetadata', { SchemaVersionId }),
        'EntityNotFoundException',
        `Schema version is not found. SchemaVersionId: ${String(SchemaVersionId)}`,
      );
    },
  },
];

export const validityCases: readonly Case[] = [
  {
    number: 118,
    evidence: 'sure: NC',
    title: 'the difference of two versions is a compact JSON Patch',
    run: async (world) => {
      await withFailure(world);
      const Diff = '[{"op":"add","path":"/fields/1","value":{"name":"note","type":["null","string"],"default":null}}]';
      assert.deepEqual(await diff(world, 1, 2), { Diff });
    },
  },
  {
    number: 119,
    evidence: 'assumed',
    title: 'backwards it removes, and of a version with itself it is empty',
    run: async (world) => {
      await withFailure(world);
      assert.deepEqual(await diff(world, 2, 1), { Diff: '[{"op":"remove","path":"/fields/1"}]' });
      assert.deepEqual(await diff(world, 1, 1), { Diff: '[]' });
    },
  },
  {
    number: 120,
    evidence: 'assumed',
    title: 'the difference with a number that is not there says so',
    run: async (world) => {
      await withSchema(world);
      await refused(
        diff(world, 1, 9),
        'EntityNotFoundException',
        'Schema version is not found. RegistryName: r1, SchemaName: s1, SchemaArn: null, VersionNumber: 9, isLatestVersion: false',
      );
    },
  },
  {
    number: 121,
    evidence: 'sure: NC',
    title: 'what is valid is answered with nothing but that, in all three formats',
    run: async ({ call }) => {
      for (const [DataFormat, SchemaDefinition] of Object.entries({ AVRO: A1, JSON: J1, PROTOBUF: P1 })) {
        assert.deepEqual(await call('CheckSchemaVersionValidity', { DataFormat, SchemaDefinition }), { Valid: true });
      }
    },
  },
  {
    number: 122,
    evidence: 'sure: NC',
    title: 'what is no schema is answered with the text of the parser of the service',
    run: async ({ call }) => {
      const check = (DataFormat: string) =>
        call('CheckSchemaVersionValidity', { DataFormat, SchemaDefinition: 'not a schema' });
      for (const format of ['AVRO', 'JSON']) {
        const { Valid, Error: text } = await check(format);
        assert.equal(Valid, false);
        assert.match(String(text), UNRECOGNIZED);
      }
      const expected = { Valid: false, Error: 'Syntax error in :1:1: unexpected label: not' };
      assert.deepEqual(await check('PROTOBUF'), expected);
    },
  },
  {
    number: 123,
    evidence: 'sure: RB, DOC',
    title: 'validity does not ask about compatibility',
    run: async (world) => {
      await withSchema(world);
      for (const SchemaDefinition of [A3, EMPTY]) {
        const answer = await world.call('CheckSchemaVersionValidity', { DataFormat: 'AVRO', SchemaDefinition });
        assert.deepEqual(answer, { Valid: true });
      }
    },
  },
];
