import avro from 'avsc';
import type { Type, types } from 'avsc';
import { LEAVES } from './avro-json.ts';
import { type Candidate, matchBytes, matchString, matchText, readVarint, takeBytes } from './candidate.ts';
import { createTexts } from './texts.ts';

/**
 * Says whether a value is written exactly as the line at hand, without making a datum or a line of it. `false` says
 * nothing: the value may be of a kind that is not matched here.
 */
export interface AvroMatch {
  /** Moves both places of the candidate behind the value and its line when they match. */
  matches(candidate: Candidate): boolean;
  /** The wanted fields of the value that matched last; the next one overwrites them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

type Matcher = (candidate: Candidate) => boolean;

/** Takes what a matcher read. */
type Keep = (value: unknown) => void;

/**
 * Compiles a record schema, of whose values the `wanted` fields are kept. `undefined` when values of the schema have to
 * be decoded: it holds arrays, maps or itself, or a wanted field is a record.
 */
export function compileMatch(type: Type, wanted: readonly string[]): AvroMatch | undefined {
  if (!(type instanceof avro.types.RecordType)) return undefined;
  const fields: Record<string, unknown> = Object.fromEntries(wanted.map((name) => [name, undefined]));
  const keepOf = (name: string) =>
    wanted.includes(name) ? (value: unknown) => void (fields[name] = value) : undefined;
  const matches = recordMatcher(type, keepOf, []);
  return matches && { fields, matches };
}

/** `outer` are the records around this one: a type that holds itself has no end. */
function recordMatcher(
  type: types.RecordType,
  keepOf: (name: string) => Keep | undefined,
  outer: readonly Type[],
): Matcher | undefined {
  const inner = [...outer, type];
  const fields = type.fields.map(({ name, type: of }, index) => ({
    label: Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    matcher: outer.includes(type) ? undefined : matcherOf(of, keepOf(name), inner),
  }));
  const end = Buffer.from(fields.length === 0 ? '{}' : '}');
  const steps = fields.flatMap(({ label, matcher }) => (matcher ? [{ label, matcher }] : []));
  if (steps.length < fields.length) return undefined;
  return (candidate) => {
    for (const { label, matcher } of steps) if (!matchBytes(candidate, label) || !matcher(candidate)) return false;
    return matchBytes(candidate, end);
  };
}

function matcherOf(type: Type, keep: Keep | undefined, outer: readonly Type[]): Matcher | undefined {
  if (type instanceof avro.types.RecordType) {
    return keep ? undefined : recordMatcher(type, () => undefined, outer);
  }
  if (type instanceof avro.types.UnwrappedUnionType) return unionMatcher(type.types, keep, outer);
  return LEAF_MATCHERS[type.typeName]?.(type, keep);
}

/** The branch of a value is written before it. */
function unionMatcher(types_: readonly Type[], keep: Keep | undefined, outer: readonly Type[]): Matcher | undefined {
  const branches = types_.flatMap((type) => matcherOf(type, keep, outer) ?? []);
  if (branches.length < types_.length) return undefined;
  return (candidate) => branches[readVarint(candidate) ?? -1]?.(candidate) ?? false;
}

/** By avsc's name of the type; the others are not matched. */
const LEAF_MATCHERS: Readonly<Record<string, (type: Type, keep: Keep | undefined) => Matcher>> = {
  null: (_, keep) => constantMatcher('null', null, keep),
  boolean: (_, keep) => {
    const branches = [constantMatcher('false', false, keep), constantMatcher('true', true, keep)];
    return (candidate) => branches[takeBytes(candidate, 1)?.[0] ?? -1]?.(candidate) ?? false;
  },
  int: (_, keep) => leafMatcher('int', keep, readInt),
  'abstract:long': (_, keep) => leafMatcher('abstract:long', keep, readVarint),
  double: (_, keep) => leafMatcher('double', keep, (candidate) => takeBytes(candidate, 8)?.readDoubleLE()),
  float: (_, keep) => leafMatcher('float', keep, (candidate) => takeBytes(candidate, 4)?.readFloatLE()),
  bytes: (_, keep) => leafMatcher('bytes', keep, (candidate) => takeBytes(candidate, readVarint(candidate) ?? -1)),
  fixed: (type, keep) => leafMatcher('fixed', keep, (candidate) => takeBytes(candidate, sizeOf(type))),
  enum: (type, keep) => {
    const symbols = symbolsOf(type).map((symbol) => constantMatcher(JSON.stringify(symbol), symbol, keep));
    return (candidate) => symbols[readVarint(candidate) ?? -1]?.(candidate) ?? false;
  },
  string: (_, keep) => (keep ? keptStringMatcher(keep) : matchString),
};

function constantMatcher(text: string, value: unknown, keep: Keep = () => undefined): Matcher {
  const bytes = Buffer.from(text);
  return (candidate) => {
    keep(value);
    return matchBytes(candidate, bytes);
  };
}

function leafMatcher(
  name: string,
  keep: Keep = () => undefined,
  read: (candidate: Candidate) => number | Buffer | undefined,
): Matcher {
  const write = LEAVES[name] ?? String;
  return (candidate) => {
    const value = read(candidate);
    keep(value);
    return value !== undefined && matchText(candidate, write(value));
  };
}

function keptStringMatcher(keep: Keep): Matcher {
  const textOf = createTexts();
  return (candidate) => {
    const from = candidate.lineAt + 1;
    if (!matchString(candidate)) return false;
    keep(textOf(candidate.line, from, candidate.lineAt - 1));
    return true;
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
