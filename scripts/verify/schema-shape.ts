import { avroFormat } from '../../glue/registry/definitions/avro/format.ts';
import { canonicalText } from '../../glue/registry/definitions/canonical.ts';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
} from '../../glue/registry/definitions/json-text.ts';

/**
 * What an Avro definition means, a line for each record and each field in order: full names, types, defaults, symbols,
 * sizes and logical types. Two definitions that differ only in how they are written, in docs, aliases or properties of
 * somebody else's have the same lines. Throws a `DefinitionError` for what is no definition.
 */
export function shapeOf(definition: string): readonly string[] {
  avroFormat.parse(definition);
  const lines: string[] = [];
  const json = parseJson(definition);
  addLine({ json, path: '', namespace: undefined, lines });
  return lines;
}

/** Where two shapes differ first, a line of each; `undefined` when they are the same. */
export function shapeDifference(
  expected: readonly string[],
  found: readonly string[],
): { readonly expected: string; readonly found: string } | undefined {
  const index = Array.from({ length: Math.max(expected.length, found.length) }).findIndex(
    (_, at) => expected[at] !== found[at],
  );
  return index < 0 ? undefined : { expected: expected[index] ?? 'nothing more', found: found[index] ?? 'nothing more' };
}

interface Place {
  /** Names of fields with dots between them. */
  readonly path: string;
  readonly namespace: string | undefined;
  readonly lines: string[];
}

/** The line of a field stands before those of the fields below it. */
function addLine({ json, suffix = '', ...place }: Place & { readonly json: Json; readonly suffix?: string }): void {
  const at = place.lines.push('') - 1;
  place.lines[at] = `${place.path === '' ? '' : `\`${place.path}\`: `}${typeText(json, place)}${suffix}`;
}

function typeText(json: Json, place: Place): string {
  if (typeof json === 'string') return fullName(json, place.namespace);
  if (isJsonArray(json)) return json.map((branch) => typeText(branch, place)).join(' or ');
  if (!isJsonObject(json)) return canonicalText(json);
  const type = textOf(json, 'type');
  switch (type) {
    case 'record':
    case 'error':
      return recordText(json, place);
    case 'enum':
      return `enum ${nameOf(json, place)} of ${canonicalText(json.get('symbols') ?? [])}`;
    case 'fixed':
      return `fixed ${nameOf(json, place)} of ${canonicalText(json.get('size') ?? null)} bytes${logicalText(json)}`;
    case 'array':
      return `list of ${typeText(json.get('items') ?? null, place)}`;
    case 'map':
      return `map of ${typeText(json.get('values') ?? null, place)}`;
    default:
      return `${fullName(type, place.namespace)}${logicalText(json)}`;
  }
}

function recordText(json: JsonObject, { path, namespace, lines }: Place): string {
  const name = nameOf(json, { namespace });
  const inner = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : undefined;
  const fields = json.get('fields');
  for (const field of isJsonArray(fields) ? fields : []) {
    if (!isJsonObject(field)) continue;
    const value = field.get('default');
    addLine({
      json: field.get('type') ?? null,
      path: [path, textOf(field, 'name')].filter(Boolean).join('.'),
      namespace: inner,
      lines,
      suffix: value === undefined ? '' : `, default ${canonicalText(value)}`,
    });
  }
  return `record ${name}`;
}

const PRIMITIVES = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']);

function fullName(name: string, namespace: string | undefined): string {
  return PRIMITIVES.has(name) || name.includes('.') || !namespace ? name : `${namespace}.${name}`;
}

function nameOf(json: JsonObject, { namespace }: Pick<Place, 'namespace'>): string {
  return fullName(textOf(json, 'name'), textOf(json, 'namespace') || namespace);
}

function logicalText(json: JsonObject): string {
  const type = textOf(json, 'logicalType');
  if (type === '') return '';
  const digits = ['precision', 'scale'].map((name) => json.get(name)).filter(isJsonNumber);
  return ` (${[type, ...digits.map(({ number }) => number)].join(' ')})`;
}

function textOf(json: JsonObject, member: string): string {
  const value = json.get(member);
  return typeof value === 'string' ? value : '';
}
