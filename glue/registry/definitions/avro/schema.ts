import type { Json } from '../json-text.ts';

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
export type Primitive = (typeof PRIMITIVES)[number];

interface Named {
  /** Without the namespace. */
  readonly name: string;
  readonly fullName: string;
  /** Full names. */
  readonly aliases: readonly string[];
}

export interface AvroField {
  readonly name: string;
  readonly schema: AvroSchema;
  readonly aliases: readonly string[];
  readonly default: Json | undefined;
}

export interface AvroRecord extends Named {
  readonly type: 'record';
  /** Filled after the record itself is known by name, so that it can contain itself. */
  fields: readonly AvroField[] | undefined;
}

export interface AvroEnum extends Named {
  readonly type: 'enum';
  readonly symbols: readonly string[];
  readonly default: string | undefined;
}

export interface AvroFixed extends Named {
  readonly type: 'fixed';
  readonly size: number;
}

/** A resolved schema, as Avro's Java objects: a name that is used twice is the same object twice. */
export type AvroSchema =
  | { readonly type: Primitive }
  | { readonly type: 'array'; readonly items: AvroSchema }
  | { readonly type: 'map'; readonly values: AvroSchema }
  | { readonly type: 'union'; readonly branches: readonly AvroSchema[] }
  | AvroRecord
  | AvroEnum
  | AvroFixed;

/** Whether a type name is that of a primitive. */
export function isPrimitive(type: string): type is Primitive {
  return PRIMITIVES.some((primitive) => primitive === type);
}
