import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeRecord } from '../../glue/record.ts';
import { compileAvro } from '../../scripts/records/avro.ts';
import { decodeValue } from '../../scripts/records/value.ts';
import type { KnownSchema, SchemaCache } from '../../scripts/schemas.ts';

const ID = '1d6b7391-e07d-4f07-9965-a1439ea2d6a8';
const SCHEMA = JSON.stringify({
  type: 'record',
  name: 'Row',
  fields: [
    { name: 'name', type: ['null', 'string'], default: null },
    { name: 'count', type: 'long' },
  ],
});

const cacheOf = (known: KnownSchema): SchemaCache => ({ get: () => known, load: async () => known });
const known: KnownSchema = {
  version: { id: ID, registry: 'online-order', schema: 'row', version: 2, status: 'AVAILABLE', definition: SCHEMA },
  codec: compileAvro(SCHEMA),
  problem: undefined,
};
/** `{"name": "Ada", "count": 21}`. */
const BODY = Buffer.from([2, 6, 0x41, 0x64, 0x61, 42]);

describe('decodeValue', () => {
  it('gives the datum as JSON with its schema and version number', async () => {
    assert.deepEqual(await decodeValue(encodeRecord(ID, BODY), cacheOf(known)), {
      value: '{"name":"Ada","count":21}',
      schema: 'row',
      schemaVersion: 2,
      problem: null,
    });
  });

  it('gives nothing for a tombstone', async () => {
    assert.equal((await decodeValue(null, cacheOf(known))).value, null);
    assert.equal((await decodeValue(null, cacheOf(known))).problem, null);
  });

  it('says what is wrong with a value instead of failing: the next one may be fine', async () => {
    const missing = { version: undefined, codec: undefined, problem: 'the registry does not have it' };
    const problems = await Promise.all([
      decodeValue(Buffer.from('plain text, not framed'), cacheOf(known)),
      decodeValue(encodeRecord(ID, BODY), cacheOf(missing)),
      decodeValue(encodeRecord(ID, BODY.subarray(0, 4)), cacheOf(known)),
      decodeValue(encodeRecord(ID, Buffer.concat([BODY, BODY])), cacheOf(known)),
    ]);
    assert.deepEqual(
      problems.map(({ problem }) => problem),
      [
        'Invalid schema registry header version byte in data',
        `Schema version ${ID}: the registry does not have it`,
        'Value of 4 bytes is cut off',
        '6 bytes are left behind the value',
      ],
    );
  });
});

describe('compileAvro', () => {
  const json = (schema: object, bytes: number[]) => {
    const codec = compileAvro(JSON.stringify(schema));
    return codec.toJson(codec.decode(Buffer.from(bytes), 0));
  };

  it('writes what the S3 sink writes for each type', () => {
    assert.equal(json({ type: 'array', items: 'int' }, [4, 2, 4, 0]), '[1,2]');
    assert.equal(json({ type: 'map', values: 'boolean' }, [2, 2, 0x61, 1, 0]), '{"a":true}');
    assert.equal(json({ type: 'enum', name: 'E', symbols: ['A', 'B'] }, [2]), '"B"');
    assert.equal(json({ type: 'fixed', name: 'F', size: 3 }, [1, 2, 3]), '"AQID"');
    assert.equal(json({ type: 'bytes', logicalType: 'decimal', precision: 4 }, [4, 1, 0x2c]), '"ASw="');
    assert.equal(json({ type: 'string' }, [6, 0x22, 0x0a, 0x61]), String.raw`"\"\na"`);
  });

  it('keeps a long exact beyond what a number can hold', () => {
    const maximum = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    assert.equal(json({ type: 'long' }, maximum), '9223372036854775807');
  });

  it('writes a float with its own digits, not with those of the double', () => {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(0.1);
    assert.equal(json({ type: 'float' }, [...bytes]), '0.1');
  });

  it('refuses a union whose JSON form is not settled', () => {
    assert.throws(() => compileAvro('["int","string"]'), /union of 2 types/);
  });
});
