import { deflateSync } from 'node:zlib';
import { CreateRegistryCommand } from '@aws-sdk/client-glue';
import type { GlueClient } from '@aws-sdk/client-glue';
import { encodeRecord } from '../../../glue/record.ts';
import { type Connector, generator, sink } from './connectors.ts';
import type { Damage } from './damage.ts';
import { avroOptional, REFUSED_SCHEMA, ROW_SCHEMA, rowBody } from './rows.ts';
import { addVersion, createSchema } from './schemas.ts';

/** Rows before the damaged record, which so has this offset, and as many after it. */
export const ROWS_BEFORE = 12;
/** Records that the generator makes before the damaged one. */
export const ORDERS_BEFORE = 20;
/** The topic that generated orders refer to, and a key that is in it. */
export const CLIENTS = 'clients';

interface Place {
  readonly glue: GlueClient;
  readonly topic: string;
  /** The schema version of the healthy rows. */
  readonly versionId: string;
}

/** An order as the generator makes it; all of them are strings. */
type Order = Readonly<Record<'id' | 'client' | 'quantity' | 'product', string | null>>;

/** A record that is written between healthy ones, in a topic of its own. */
export interface RecordDamage extends Damage {
  /** Whether CI does it too; the soak does all. */
  readonly sample: boolean;
  /** Of the topic and of its schema. */
  readonly name: string;
  /** The damaged value. */
  readonly value?: (place: Place) => Promise<Buffer | null> | Buffer | null;
  /** Instead: an order with wrong content, among those of a generator, whose directives are the rules. */
  readonly order?: (order: Order) => Order;
  /** The sink stops at it, instead of passing over what it cannot read (`errors.tolerance=all`). */
  readonly stops?: boolean;
}

const body = () => rowBody(0, ROWS_BEFORE);
const framed = (first: number, second: number, rest: Buffer) => Buffer.concat([Buffer.from([first, second]), rest]);
const idOf = (versionId: string) => encodeRecord(versionId, Buffer.alloc(0)).subarray(2);

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const BOMB_BYTES = 65 * 1024 * 1024;

const AT = { offset: ROWS_BEFORE, count: 1 } as const;
const ORDER_AT = { offset: ORDERS_BEFORE, count: 1 } as const;

const TABLE: readonly Omit<RecordDamage, 'exitCode'>[] = [
  {
    name: 'header-version',
    title: 'the header version byte is another',
    sample: true,
    value: ({ versionId }) => framed(4, 0, Buffer.concat([idOf(versionId), body()])),
    faults: [{ kind: 'header-damaged', ...AT }],
  },
  {
    name: 'header-compression',
    title: 'the compression byte is unknown',
    sample: false,
    value: ({ versionId }) => framed(3, 7, Buffer.concat([idOf(versionId), body()])),
    faults: [{ kind: 'header-damaged', ...AT }],
  },
  {
    name: 'header-short',
    title: 'a value is shorter than its header',
    sample: false,
    value: ({ versionId }) => framed(3, 0, idOf(versionId)).subarray(0, 10),
    faults: [{ kind: 'header-damaged', ...AT }],
  },
  {
    name: 'no-bytes',
    title: 'a value has no bytes at all',
    sample: false,
    value: () => Buffer.alloc(0),
    faults: [{ kind: 'header-damaged', ...AT }],
  },
  {
    name: 'plain-json',
    title: 'a value is plain JSON, and the sink stops at it',
    sample: true,
    stops: true,
    value: () => Buffer.from('{"id":"plain","code":"1","amount":1}'),
    faults: [{ kind: 'header-damaged', ...AT }, { kind: 'task-not-running' }],
  },
  {
    name: 'unknown-id',
    title: 'the schema version id is unknown to the registry',
    sample: true,
    value: () => encodeRecord(UNKNOWN, body()),
    faults: [{ kind: 'schema-version-missing', ...AT }],
  },
  {
    name: 'foreign-schema',
    title: 'the id is that of another schema',
    sample: true,
    value: async ({ glue, topic }) => {
      const id = await createSchema(glue, { schema: `${topic}-other`, definition: ROW_SCHEMA });
      return encodeRecord(id, body());
    },
    faults: [{ kind: 'schema-foreign', ...AT }],
  },
  {
    name: 'foreign-registry',
    title: 'the id is that of a schema of the same name in another registry',
    sample: false,
    value: async ({ glue, topic }) => {
      await glue.send(new CreateRegistryCommand({ RegistryName: 'another' }));
      const id = await createSchema(glue, { schema: topic, definition: ROW_SCHEMA, registry: 'another' });
      return encodeRecord(id, body());
    },
    faults: [{ kind: 'schema-foreign', ...AT }],
  },
  {
    name: 'refused-version',
    title: 'the id is that of a version that failed its compatibility check',
    sample: true,
    value: async ({ glue, topic }) =>
      encodeRecord(await addVersion(glue, { schema: topic, definition: REFUSED_SCHEMA }), body()),
    faults: [{ kind: 'schema-version-unavailable', ...AT }],
  },
  {
    name: 'damaged-zlib',
    title: 'a compressed body does not inflate',
    sample: true,
    value: ({ versionId }) => {
      const compressed = deflateSync(body());
      return framed(
        3,
        5,
        Buffer.concat([idOf(versionId), compressed.with(5, (compressed[5] ?? 0) ^ 0xff)].map(asBuffer)),
      );
    },
    faults: [{ kind: 'body-damaged', ...AT }],
  },
  {
    name: 'zlib-bomb',
    title: 'a compressed body of 64 KB inflates to more than 64 MB',
    sample: false,
    value: ({ versionId }) => framed(3, 5, Buffer.concat([idOf(versionId), deflateSync(Buffer.alloc(BOMB_BYTES))])),
    faults: [{ kind: 'body-damaged', ...AT }],
  },
  {
    name: 'cut-record',
    title: 'a record is cut off',
    sample: true,
    value: ({ versionId }) => encodeRecord(versionId, body().subarray(0, -3)),
    faults: [{ kind: 'record-undecodable', ...AT }],
  },
  {
    name: 'trailing-bytes',
    title: 'bytes are left behind the record, which the converter does not mind',
    sample: true,
    value: ({ versionId }) => encodeRecord(versionId, Buffer.concat([body(), Buffer.from([0, 0])])),
    faults: [{ kind: 'record-undecodable', ...AT }],
  },
  {
    name: 'tombstone',
    title: 'a tombstone, at which the sink stops',
    sample: false,
    stops: true,
    value: () => null,
    faults: [{ kind: 'tombstone', ...AT }, { kind: 'task-not-running' }],
  },
  {
    name: 'dangling',
    title: 'an order refers to no customer',
    sample: true,
    order: (order) => ({ ...order, client: '0000000000' }),
    faults: [{ kind: 'reference-dangling', ...ORDER_AT, says: /`0000000000`/ }],
  },
  {
    name: 'null-reference',
    title: 'an order refers to nobody, although no directive allows it',
    sample: false,
    order: (order) => ({ ...order, client: null }),
    faults: [{ kind: 'reference-dangling', ...ORDER_AT }],
  },
  {
    name: 'above-range',
    title: 'a value is above its range',
    sample: true,
    order: (order) => ({ ...order, quantity: '5' }),
    faults: [{ kind: 'value-out-of-range', ...ORDER_AT, says: /from 1 to 4 \| 5/ }],
  },
  {
    name: 'below-range',
    title: 'a value is below its range',
    sample: false,
    order: (order) => ({ ...order, product: '100' }),
    faults: [{ kind: 'value-out-of-range', ...ORDER_AT, says: /from 101 to 108 \| 100/ }],
  },
  {
    name: 'no-number',
    title: 'a value that should be a number is a word',
    sample: false,
    order: (order) => ({ ...order, quantity: 'two' }),
    faults: [{ kind: 'value-out-of-range', ...ORDER_AT, says: /two/ }],
  },
];

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}

/** Every one is a fault of the data; where a task fails too, the data comes first. */
export const RECORD_DAMAGES: readonly RecordDamage[] = TABLE.map((damage) => ({ ...damage, exitCode: 1 }));

/** The sink of a damage's topic. */
export function sinkOf({ name, order, stops }: RecordDamage): Connector {
  return sink(`${name}-sink`, [name], {
    ...(order && { 'flush.size': '7' }),
    ...(!stops && { 'errors.tolerance': 'all' }),
  });
}

/** The generator of every topic whose records are orders. */
export function sourceOf(damages: readonly RecordDamage[]): Connector {
  const orders = damages.filter(({ order }) => order).flatMap(({ name }) => Object.entries(ordersOf(name)));
  return generator('orders-source', {
    [`genkp.${CLIENTS}.with`]: '#{Code.isbn10}',
    [`genv.${CLIENTS}.name.with`]: '#{Name.full_name}',
    [`topic.${CLIENTS}.records.exactly`]: '40',
    ...Object.fromEntries(orders),
  });
}

function ordersOf(topic: string): Record<string, string> {
  return {
    [`genkp.${topic}.with`]: '#{Internet.uuid}',
    [`genv.${topic}.id.with`]: '#{Internet.uuid}',
    [`genv.${topic}.quantity.with`]: "#{number.number_between '1','5'}",
    [`genv.${topic}.product.with`]: "#{number.number_between '101','109'}",
    [`genv.${topic}.client.matching`]: `${CLIENTS}.key`,
    [`topic.${topic}.records.exactly`]: String(ORDERS_BEFORE),
  };
}

/** An order in the binary form of the schema that the generator registered. */
export function orderValue(version: { readonly id: string; readonly definition: string }, order: Order): Buffer {
  const { fields }: { fields: { name: keyof Order }[] } = JSON.parse(version.definition);
  return encodeRecord(version.id, Buffer.concat(fields.map(({ name }) => avroOptional(order[name]))));
}
