import { canonicalText } from '../canonical.ts';
import { isJsonArray, isJsonNumber, isJsonObject, type Json, type JsonObject } from '../json-text.ts';
import { isValidDefault } from './defaults.ts';
import { AvroParseError, checkName, readName, type AvroName } from './names.ts';
import { isPrimitive, type AvroField, type AvroSchema } from './schema.ts';

const ORDERS = new Set(['ASCENDING', 'DESCENDING', 'IGNORE']);
/** What Java's `Double.valueOf` takes. */
const DECIMAL = /^\s*[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)\s*$/;
const HEXADECIMAL = /^\s*[+-]?0x(?:[\da-f]+\.?|[\da-f]*\.[\da-f]+)p[+-]?\d+[fd]?\s*$/i;
const MAX_FIXED_SIZE = 2 ** 31 - 9;

/**
 * Resolves a definition as `Schema.Parser` of Avro 1.11.4 does, with default values validated. Throws
 * {@link AvroParseError} with Java's reason where Java refuses it.
 */
export function parseAvro(definition: Json): AvroSchema {
  return parseSchema(definition, { types: new Map(), namespace: undefined });
}

interface Names {
  readonly types: Map<string, AvroSchema>;
  namespace: string | undefined;
}

type NamedSchema = Extract<AvroSchema, { readonly name: string }>;

function parseSchema(json: Json, names: Names): AvroSchema {
  if (typeof json === 'string') return lookUp(json, names) ?? refuse(`Undefined name: "${json}"`);
  if (isJsonArray(json)) return parseUnion(json, names);
  if (isJsonObject(json)) return parseObject(json, names);
  return refuse(`Schema not yet supported: ${canonicalText(json)}`);
}

function parseObject(json: JsonObject, names: Names): AvroSchema {
  const type = requiredText(json, { member: 'type', otherwise: 'No type' });
  switch (type) {
    case 'record':
    case 'error':
    case 'enum':
    case 'fixed':
      return parseNamed(json, { names, type: type === 'error' ? 'record' : type });
    case 'array':
      return { type, items: parseMember(json, { names, member: 'items', otherwise: 'Array has no items type' }) };
    case 'map':
      return { type, values: parseMember(json, { names, member: 'values', otherwise: 'Map has no values type' }) };
    default:
      if (isPrimitive(type)) return { type };
      return names.types.get(readName(type, names.namespace).fullName) ?? refuse(`Type not supported: ${type}`);
  }
}

function parseNamed(
  json: JsonObject,
  { names, type }: { readonly names: Names; readonly type: NamedSchema['type'] },
): NamedSchema {
  const outer = names.namespace;
  const text = requiredText(json, { member: 'name', otherwise: 'No name in schema' });
  const name = readName(text, optionalText(json, 'namespace') ?? outer);
  if (isPrimitive(name.fullName)) return refuse(`Schemas may not be named after primitives: ${name.fullName}`);
  names.namespace = name.namespace;
  const schema = build(json, { names, type, name });
  names.namespace = outer;
  return schema;
}

interface Building {
  readonly names: Names;
  readonly type: NamedSchema['type'];
  readonly name: AvroName;
}

function build(json: JsonObject, { names, type, name }: Building): NamedSchema {
  const named = { name: name.name, fullName: name.fullName, aliases: typeAliases(json, name) };
  switch (type) {
    case 'record': {
      const record: NamedSchema = { type, ...named, fields: undefined };
      define(names, record);
      record.fields = parseFields(json, { names, record: name.fullName });
      return record;
    }
    case 'enum':
      return define(names, { type, ...named, ...parseSymbols(json) });
    case 'fixed':
      return define(names, { type, ...named, size: parseSize(json) });
    default:
      return type satisfies never;
  }
}

function define(names: Names, schema: NamedSchema): NamedSchema {
  if (names.types.has(schema.fullName)) return refuse(`Can't redefine: ${schema.fullName}`);
  names.types.set(schema.fullName, schema);
  return schema;
}

function parseFields(
  json: JsonObject,
  { names, record }: { readonly names: Names; readonly record: string },
): readonly AvroField[] {
  const list = json.get('fields');
  if (!isJsonArray(list)) return refuse(`Record has no fields: ${record}`);
  const fields = list.map((item) => parseField(item, names));
  const twice = firstTwice(fields.map(({ name }) => name));
  return twice === undefined ? fields : refuse(`Duplicate field ${twice} in record ${record}`);
}

function parseField(json: Json, names: Names): AvroField {
  if (!isJsonObject(json)) return refuse('No field name');
  const name = requiredText(json, { member: 'name', otherwise: 'No field name' });
  const schema = parseMember(json, { names, member: 'type', otherwise: 'No field type' });
  checkOrder(json.get('order'));
  const value = json.get('default');
  checkName(name);
  if (value !== undefined && !isDoubleText(schema, value) && !isValidDefault(schema, value)) {
    return refuse(`Invalid default for field ${name}: ${canonicalText(value)} not a ${schema.type}`);
  }
  return { name, schema, aliases: aliasesOf(json), default: value };
}

/** Java turns a text default of a float or double into a number first. */
function isDoubleText(schema: AvroSchema, value: Json): boolean {
  if ((schema.type !== 'float' && schema.type !== 'double') || typeof value !== 'string') return false;
  return DECIMAL.test(value) || HEXADECIMAL.test(value);
}

function checkOrder(order: Json | undefined): void {
  if (order === undefined) return;
  if (typeof order !== 'string' || !ORDERS.has(order.toUpperCase())) refuse(`No field order: ${canonicalText(order)}`);
}

function parseSymbols(json: JsonObject) {
  const list = json.get('symbols');
  if (!isJsonArray(list)) return refuse('Enum has no symbols');
  const symbols = list.map((symbol) => checkName(typeof symbol === 'string' ? symbol : refuse('Null name')));
  const twice = firstTwice(symbols);
  if (twice !== undefined) return refuse(`Duplicate in enum: ${twice}`);
  const fallback = optionalText(json, 'default');
  if (fallback !== undefined && !symbols.includes(fallback)) {
    return refuse(`The Enum Default: ${fallback} is not in the enum symbol set: [${symbols.join(', ')}]`);
  }
  return { symbols, default: fallback };
}

function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  });
}

function parseSize(json: JsonObject): number {
  const size = json.get('size');
  const value = isJsonNumber(size) && /^-?\d+$/.test(size.number) ? Number(size.number) : NaN;
  return value >= 0 && value <= MAX_FIXED_SIZE ? value : refuse('Invalid or no size');
}

function parseUnion(json: readonly Json[], names: Names): AvroSchema {
  const branches = json.map((item) => parseSchema(item, names));
  const seen = new Set<string>();
  for (const branch of branches) {
    if (branch.type === 'union') refuse('Nested union');
    const name = 'fullName' in branch ? branch.fullName : branch.type;
    if (seen.has(name)) refuse(`Duplicate in union:${name}`);
    seen.add(name);
  }
  return { type: 'union', branches };
}

interface Member {
  readonly member: string;
  /** The reason of the refusal when it is not there. */
  readonly otherwise: string;
}

function parseMember(json: JsonObject, { names, member, otherwise }: Member & { readonly names: Names }): AvroSchema {
  const value = json.get(member);
  return value === undefined ? refuse(otherwise) : parseSchema(value, names);
}

/** A name is looked for in the current namespace first, then without one. */
function lookUp(text: string, names: Names): AvroSchema | undefined {
  if (isPrimitive(text)) return { type: text };
  return names.types.get(readName(text, names.namespace).fullName) ?? names.types.get(text);
}

/** Full names, in the namespace of what they stand for unless they say another. */
function typeAliases(json: JsonObject, name: AvroName): string[] {
  return aliasesOf(json).map((text) => readName(text, name.namespace).fullName);
}

function aliasesOf(json: JsonObject): string[] {
  const list = json.get('aliases');
  if (list === undefined) return [];
  if (!isJsonArray(list)) return refuse('aliases not an array');
  return list.map((alias) =>
    typeof alias === 'string' ? alias : refuse(`alias not a string: ${canonicalText(alias)}`),
  );
}

function requiredText(json: JsonObject, { member, otherwise }: Member): string {
  return optionalText(json, member) ?? refuse(otherwise);
}

function optionalText(json: JsonObject, member: string): string | undefined {
  const value = json.get(member);
  return typeof value === 'string' ? value : undefined;
}

function refuse(reason: string): never {
  throw new AvroParseError(reason);
}
