import assert from 'node:assert/strict';
import { BAD_CHARACTERS, createSchema, R1, R1_ARN, refused, S1, withSchema, type Case, type World } from '../case.ts';
import type { Answer } from '../channels.ts';

const pair = (MetadataKey: string, MetadataValue: string) => ({ MetadataKeyValue: { MetadataKey, MetadataValue } });

function put({ call }: World, id: string, [key, value]: readonly [string, string]): Promise<Answer> {
  return call('PutSchemaVersionMetadata', { SchemaVersionId: id, ...pair(key, value) });
}

/** The map of QuerySchemaVersionMetadata without its times, after a look that every entry has one. */
async function query({ call }: World, id: string, filter?: readonly object[]): Promise<unknown> {
  const answer = await call('QuerySchemaVersionMetadata', { SchemaVersionId: id, MetadataList: filter });
  assert.equal(answer['SchemaVersionId'], id);
  const text = JSON.stringify(answer['MetadataInfoMap']);
  assert.equal(text.split('"MetadataValue"').length, text.split('"CreatedTime"').length);
  return JSON.parse(text.replaceAll(/,"CreatedTime":"[^"]+"/g, ''));
}

export const metadataCases: readonly Case[] = [
  {
    number: 124,
    evidence: 'sure: NC',
    title: 'Put by id answers five members, with the number 0 whatever the version',
    run: async (world) => {
      const id = await withSchema(world);
      assert.deepEqual(await put(world, id, ['owner', 'one']), {
        LatestVersion: false,
        VersionNumber: 0,
        SchemaVersionId: id,
        MetadataKey: 'owner',
        MetadataValue: 'one',
      });
    },
  },
  {
    number: 125,
    evidence: 'sure: NC',
    title: 'the same pair again is refused',
    run: async (world) => {
      const id = await withSchema(world);
      await put(world, id, ['owner', 'one']);
      const text = `Resource already exist for schema version id: ${id}, metadata key: owner, metadata value: one`;
      await refused(put(world, id, ['owner', 'one']), 'AlreadyExistsException', text);
    },
  },
  {
    number: 126,
    evidence: 'sure: NC',
    title: 'a key holds several values, the newest in front and the others with times of their own',
    run: async (world) => {
      const id = await withSchema(world);
      await put(world, id, ['owner', 'one']);
      await put(world, id, ['owner', 'two']);
      const older = [{ MetadataValue: 'one' }];
      assert.deepEqual(await query(world, id), { owner: { MetadataValue: 'two', OtherMetadataValueList: older } });
    },
  },
  {
    number: 127,
    evidence: 'sure: NC',
    title: 'removing an unknown value is refused, with a space at the end of the text',
    run: async (world) => {
      const id = await withSchema(world);
      await put(world, id, ['owner', 'one']);
      await refused(
        world.call('RemoveSchemaVersionMetadata', { SchemaVersionId: id, ...pair('owner', 'missing') }),
        'EntityNotFoundException',
        `Metadata is not found for the schema version. SchemaVersionId: ${id} `,
      );
    },
  },
  {
    number: 128,
    evidence: 'sure: NC',
    title: 'removing the older value leaves the newer alone with an empty list',
    run: async (world) => {
      const id = await withSchema(world);
      await put(world, id, ['owner', 'one']);
      await put(world, id, ['owner', 'two']);
      const removed = await world.call('RemoveSchemaVersionMetadata', { SchemaVersionId: id, ...pair('owner', 'one') });
      const members = ['LatestVersion', 'MetadataKey', 'MetadataValue', 'SchemaVersionId', 'VersionNumber'];
      assert.deepEqual(Object.keys(removed).toSorted(), members);
      assert.deepEqual(await query(world, id), { owner: { MetadataValue: 'two', OtherMetadataValueList: [] } });
    },
  },
  {
    number: 129,
    evidence: 'assumed, FL',
    title: 'removing the newest value brings the one before it to the front',
    run: async (world) => {
      const id = await withSchema(world);
      await put(world, id, ['owner', 'one']);
      await put(world, id, ['owner', 'two']);
      await world.call('RemoveSchemaVersionMetadata', { SchemaVersionId: id, ...pair('owner', 'two') });
      assert.deepEqual(await query(world, id), { owner: { MetadataValue: 'one', OtherMetadataValueList: [] } });
    },
  },
  {
    number: 130,
    evidence: 'sure: MO',
    title: 'an eleventh pair is refused, whether of ten keys or of ten values',
    run: async (world) => {
      const text = 'Your resource limits for Schema Version Metadata have been exceeded.';
      const ofKeys = await withSchema(world);
      const ofValues = await createSchema(world.call, { SchemaName: 's2' });
      for (let index = 0; index < 10; index++) {
        await put(world, ofKeys, [`key${index}`, 'value']);
        await put(world, ofValues, ['key', `value${index}`]);
      }
      for (const id of [ofKeys, ofValues]) {
        await refused(put(world, id, ['new', 'pair']), 'ResourceNumberLimitExceededException', text);
      }
      // Comes before the look for an equal pair.
      await refused(put(world, ofValues, ['key', 'value1']), 'ResourceNumberLimitExceededException', text);
    },
  },
  {
    number: 131,
    evidence: 'sure: MO',
    title: 'a tilde is refused in a key and in a value',
    run: async (world) => {
      const id = await withSchema(world);
      const bad = 'invalid~metadata~key';
      await refused(put(world, id, [bad, 'v']), 'InvalidInputException', BAD_CHARACTERS('key'));
      await refused(put(world, id, ['k', bad]), 'InvalidInputException', BAD_CHARACTERS('value'));
    },
  },
  {
    number: 132,
    evidence: 'sure: MO',
    title: 'Put by schema and number repeats what was asked',
    run: async (world) => {
      await withSchema(world);
      const input = { SchemaId: S1, SchemaVersionNumber: { VersionNumber: 1 }, ...pair('k', 'v') };
      assert.deepEqual(await world.call('PutSchemaVersionMetadata', input), {
        ...S1,
        LatestVersion: false,
        VersionNumber: 1,
        MetadataKey: 'k',
        MetadataValue: 'v',
      });
    },
  },
  {
    number: 133,
    evidence: 'sure: JC need',
    title: 'the pair that the Java serializer puts is taken',
    run: async (world) => {
      const id = await withSchema(world);
      assert.equal((await put(world, id, ['x-amz-meta-transport', 'customer']))['MetadataValue'], 'customer');
    },
  },
  {
    number: 134,
    evidence: 'assumed',
    title: 'without metadata the map is empty',
    run: async (world) => {
      const id = await withSchema(world);
      const answer = await world.call('QuerySchemaVersionMetadata', { SchemaVersionId: id });
      assert.deepEqual(answer, { MetadataInfoMap: {}, SchemaVersionId: id });
      await put(world, id, ['k', 'v']);
      assert.deepEqual(await query(world, id, [{ MetadataKey: 'other' }]), {});
      assert.notDeepEqual(await query(world, id, [{ MetadataKey: 'k', MetadataValue: 'v' }]), {});
    },
  },
];

export const tagCases: readonly Case[] = [
  {
    number: 135,
    evidence: 'sure: NC workflow',
    title: 'TagResource adds and overwrites',
    run: async ({ call }) => {
      await call('CreateRegistry', { ...R1, Tags: { owned: 'yes' } });
      const TagsToAdd = { owned: 'updated', added: 'two' };
      assert.deepEqual(await call('TagResource', { ResourceArn: R1_ARN, TagsToAdd }), {});
      assert.deepEqual(await call('GetTags', { ResourceArn: R1_ARN }), { Tags: TagsToAdd });
    },
  },
  {
    number: 136,
    evidence: 'sure: NC workflow',
    title: 'UntagResource passes over keys that are not there',
    run: async ({ call }) => {
      await call('CreateRegistry', { ...R1, Tags: { owned: 'updated', added: 'two' } });
      const TagsToRemove = ['owned', 'missing'];
      assert.deepEqual(await call('UntagResource', { ResourceArn: R1_ARN, TagsToRemove }), {});
      assert.deepEqual(await call('GetTags', { ResourceArn: R1_ARN }), { Tags: { added: 'two' } });
    },
  },
  {
    number: 137,
    evidence: 'sure: NC',
    title: 'what is no ARN is refused with an empty text',
    // The SDK replaces an empty text by one of its own.
    run: ({ call }) =>
      refused(call('GetTags', { ResourceArn: 'not-an-arn' }), 'InvalidInputException', /^(?:UnknownError)?$/),
  },
  {
    number: 138,
    evidence: 'sure: NC workflow',
    title: 'the tags of a missing schema are not found',
    run: ({ call }) =>
      refused(
        call('GetTags', { ResourceArn: 'arn:aws:glue:us-east-1:000000000000:schema/r1/nope' }),
        'EntityNotFoundException',
        'Entity not found',
      ),
  },
  {
    number: 139,
    evidence: 'sure: NC workflow',
    title: 'the tags of an ARN of another region are empty',
    run: async ({ call }) => {
      await call('CreateRegistry', { ...R1, Tags: { k: 'v' } });
      const ResourceArn = R1_ARN.replace('us-east-1', 'eu-west-1');
      assert.deepEqual(await call('GetTags', { ResourceArn }), { Tags: {} });
    },
  },
];
