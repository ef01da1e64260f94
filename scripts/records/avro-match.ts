import avro from 'avsc';
import type { Type, types } from 'avsc';
import { LEAVES } from './avro-json.ts';
import { type Candidate, matchBytes, matchString, matchText, readVarint, takeBytes } from './candidate.ts';

const QUOTE = 0x22;
const FIRST_OF_NULL = 0x6e;

/** In the place of where a field begins: it is null. */
export const IS_NULL = -1;
/** In the place of where a field begins: the schema has no such field. */
export const IS_ABSENT = -2;

/**
 * Says whether a value is written exactly as the line at hand, without making a datum or a line of it. `false` says
 * nothing: the value may be of a kind that is not matched here.
 */
export interface AvroMatch {
  /** Moves both places of the candidate behind the value and its line when they match. */
  matches(candidate: Candidate): boolean;
  /** For each wanted field where its text begins and ends in the line that matched last. */
  readonly spans: Int32Array;
}

type Matcher = (candidate: Candidate) => boolean;

/** Types whose text in a line is the value as text, but for quotes. */
const PLAIN_TYPES = new Set(['string', 'enum', 'int', 'abstract:long', 'boolean', 'null']);

/**
 * Compiles a record schema, of whose values the `wanted` fields are found in the line. `undefined` when values of the
 * schema have to be decoded: it holds arrays, maps or itself, or the text of a wanted field is not its value.
 */
export function compileMatch(type: Type, wanted: readonly string[]): AvroMatch | undefined {
  if (!(type instanceof avro.types.RecordType)) return undefined;
  const spans = new Int32Array(wanted.length * 2).fill(IS_ABSENT);
  const matches = recordMatcher(type, [], (name, of, matcher) => {
    const index = wanted.indexOf(name);
    if (index < 0) return matcher;
    return branchesOf(of).every(({ typeName }) => PLAIN_TYPES.has(typeName))
      ? spanMatcher(matcher, spans, index * 2)
      : undefined;
  });
  return matches && { matches, spans };
}

function branchesOf(type: Type): readonly Type[] {
  return type instanceof avro.types.UnwrappedUnionType ? type.types : [type];
}

function spanMatcher(matcher: Matcher, spans: Int32Array, at: number): Matcher {
  return (candidate) => {
    const from = candidate.lineAt;
    if (!matcher(candidate)) return false;
    const first = candidate.line[from];
    const quote = first === QUOTE ? 1 : 0;
    spans[at] = first === FIRST_OF_NULL ? IS_NULL : from + quote;
    spans[at + 1] = candidate.lineAt - quote;
    return true;
  };
}

/** May make another matcher of that of a field. */
type Wrap = (name: string, type: Type, matcher: Matcher) => Matcher | undefined;

/** `outer` are the records around this one: a type that holds itself has no end. */
function recordMatcher(type: types.RecordType, outer: readonly Type[], wrap: Wrap): Matcher | undefined {
  if (outer.includes(type)) return undefined;
  const steps = type.fields.flatMap(({ name, type: of }, index) => {
    const matcher = matcherOf(of, [...outer, type]);
    const wrapped = matcher && wrap(name, of, matcher);
    const label = Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
    return wrapped ? [{ label, matcher: wrapped }] : [];
  });
  if (steps.length < type.fields.length) return undefined;
  const end = Buffer.from(steps.length === 0 ? '{}' : '}');
  return (candidate) => {
    for (const { label, matcher } of steps) if (!matchBytes(candidate, label) || !matcher(candidate)) return false;
    return matchBytes(candidate, end);
  };
}

function matcherOf(type: Type, outer: readonly Type[]): Matcher | undefined {
  if (type instanceof avro.types.RecordType) return recordMatcher(type, outer, (_name, _type, matcher) => matcher);
  if (type instanceof avro.types.UnwrappedUnionType) return unionMatcher(type.types, outer);
  return LEAF_MATCHERS[type.typeName]?.(type);
}

/** The branch of a value is written before it. */
function unionMatcher(types_: readonly Type[], outer: readonly Type[]): Matcher | undefined {
  const branches = types_.flatMap((type) => matcherOf(type, outer) ?? []);
  if (branches.length < types_.length) return undefined;
  return (candidate) => branches[readVarint(candidate) ?? -1]?.(candidate) ?? false;
}

/** By avsc's name of the type; the others are not matched. */
const LEAF_MATCHERS: Readonly<Record<string, (type: Type) => Matcher>> = {
  null: () => textMatcher('null'),
  boolean: () => {
    const branches = ['false', 'true'].map(textMatcher);
    return (candidate) => branches[takeBytes(candidate, 1)?.[0] ?? -1]?.(candidate) ?? false;
  },
  int: () => leafMatcher('int', readInt),
  'abstract:long': () => leafMatcher('abstract:long', readVarint),
  double: () => leafMatcher('double', (candidate) => takeBytes(candidate, 8)?.readDoubleLE()),
  float: () => leafMatcher('float', (candidate) => takeBytes(candidate, 4)?.readFloatLE()),
  bytes: () => leafMatcher('bytes', (candidate) => takeBytes(candidate, readVarint(candidate) ?? -1)),
  fixed: (type) => leafMatcher('fixed', (candidate) => takeBytes(candidate, sizeOf(type))),
  enum: (type) => {
    const symbols = symbolsOf(type).map((symbol) => textMatcher(JSON.stringify(symbol)));
    return (candidate) => symbols[readVarint(candidate) ?? -1]?.(candidate) ?? false;
  },
  string: () => matchString,
};

function textMatcher(text: string): Matcher {
  const bytes = Buffer.from(text);
  return (candidate) => matchBytes(candidate, bytes);
}

function leafMatcher(name: string, read: (candidate: Candidate) => number | Buffer | undefined): Matcher {
  const write = LEAVES[name] ?? String;
  return (candidate) => {
    const value = read(candidate);
    return value !== undefined && matchText(candidate, write(value));
  };
}

function readInt(candidate: Candidate): number | undefined {
  const value = readVarint(candidate);
  return value === undefined || value === (value | 0) ? value : undefined;
}

function sizeOf(type: Type): number {
  return type instanceof avro.types.FixedType ? type.size : 0;
}

function symbolsOf(type: Type): readonly string[] {
  return type instanceof avro.types.EnumType ? type.symbols : [];
}
