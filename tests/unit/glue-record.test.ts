import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import avsc from 'avsc';
import * as v from 'valibot';
import { decodeRecord, encodeRecord, RecordError } from '../../glue/record.ts';

const DATA = join(import.meta.dirname, '../data');
const VECTOR = Buffer.from('AwAda3OR4H1PB5lloUOeotaoAgI0AgYxMDUCFDEwNzgwODE0NzY=', 'base64');
const VECTOR_ID = '1d6b7391-e07d-4f07-9965-a1439ea2d6a8';
const ZLIB_BODY = '789c63623261623334306512313430b730b030343137030018c602f7';

const Definition = v.custom<avsc.Schema>((input) => typeof input === 'object' && input !== null);
const Schemas = v.array(v.object({ schemaVersionId: v.string(), schemaName: v.string(), definition: Definition }));
const Line = v.object({ topic: v.string(), value: v.string() });
const Order = v.object({
  quantity: v.object({ string: v.string() }),
  product_id: v.object({ string: v.string() }),
  customer_id: v.object({ string: v.string() }),
});

function sampleTypes(): Map<string, avsc.Type> {
  const schemas = v.parse(Schemas, JSON.parse(readFileSync(join(DATA, 'glue-schemas.json'), 'utf8')));
  return new Map(
    schemas.map((schema) => [schema.schemaVersionId, avsc.Type.forSchema(schema.definition, { wrapUnions: true })]),
  );
}

const damaged = (index: number, byte: number) => () => {
  const copy = Buffer.from(VECTOR);
  copy[index] = byte;
  return decodeRecord(copy);
};

const framed = (stream: Buffer) => () =>
  decodeRecord(Buffer.concat([Buffer.from([3, 5]), VECTOR.subarray(2, 18), stream]));

describe('glue record', () => {
  it('case 147 (sure: JC, run): reads the header, the id and the three strings of a record that a real converter wrote', () => {
    const record = decodeRecord(VECTOR);
    assert.equal(record.schemaVersionId, VECTOR_ID);
    assert.equal(record.compression, 'none');
    assert.equal(record.body.toString('hex'), '0202340206313035021431303738303831343736');
    const datum = v.parse(Order, sampleTypes().get(VECTOR_ID)?.fromBuffer(record.body));
    assert.deepEqual(
      [datum.quantity.string, datum.product_id.string, datum.customer_id.string],
      ['4', '105', '1078081476'],
    );
  });

  it('case 147 (sure: JC): refuses another first byte, an unknown compression byte and a cut header with the texts of the Java reader', () => {
    assert.throws(damaged(0, 2), new RecordError('Invalid schema registry header version byte in data'));
    assert.throws(damaged(1, 1), new RecordError('Invalid schema registry compression byte in data'));
    assert.throws(
      () => decodeRecord(VECTOR.subarray(0, 17)),
      new RecordError('Data is not compatible with schema registry size: 17'),
    );
  });

  it('reads and writes the zlib form byte for byte', () => {
    const body = decodeRecord(VECTOR).body;
    const compressed = Buffer.concat([
      Buffer.from('0305', 'hex'),
      VECTOR.subarray(2, 18),
      Buffer.from(ZLIB_BODY, 'hex'),
    ]);
    assert.deepEqual(decodeRecord(compressed), { schemaVersionId: VECTOR_ID, compression: 'zlib', body });
    assert.deepEqual(encodeRecord(VECTOR_ID, body, { compression: 'zlib' }), compressed);
    assert.deepEqual(encodeRecord(VECTOR_ID, body), VECTOR);
  });

  it('refuses a damaged zlib stream and one that inflates without end', () => {
    assert.throws(framed(Buffer.from(ZLIB_BODY, 'hex').subarray(0, 20)), RecordError);
    assert.throws(framed(deflateSync(Buffer.alloc(65 * 1024 * 1024))), RecordError);
  });

  it('refuses to write an id that is no UUID', () => {
    assert.throws(
      () => encodeRecord('nope', Buffer.alloc(0)),
      new RecordError('Schema version id is not a UUID: nope'),
    );
  });

  it('reads every real record to its last byte and writes it back unchanged', () => {
    const types = sampleTypes();
    const lines = readFileSync(join(DATA, 'glue-records.jsonl'), 'utf8').trim().split('\n');
    for (const text of lines) {
      const value = Buffer.from(v.parse(Line, JSON.parse(text)).value, 'base64');
      const record = decodeRecord(value);
      assert.ok(types.get(record.schemaVersionId)?.fromBuffer(record.body));
      assert.deepEqual(encodeRecord(record.schemaVersionId, record.body), value);
    }
    assert.equal(lines.length, 832);
  });
});
