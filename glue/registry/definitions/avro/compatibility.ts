import { plainRecords } from './plain.ts';
import {
  isPrimitive,
  type AvroEnum,
  type AvroField,
  type AvroFixed,
  type AvroRecord,
  type AvroSchema,
} from './schema.ts';

/** One reason why a reader cannot read what a writer wrote; all but the last two types are Avro's. */
interface Incompatibility {
  readonly type:
    | 'NAME_MISMATCH'
    | 'FIXED_SIZE_MISMATCH'
    | 'MISSING_ENUM_SYMBOLS'
    | 'READER_FIELD_MISSING_DEFAULT_VALUE'
    | 'TYPE_MISMATCH'
    | 'MISSING_UNION_BRANCH'
    | 'AMBIGUOUS_ALIAS'
    | 'TOO_MANY_PAIRS';
  readonly message: string;
  /** JSON pointer into the reader's definition, named types followed where they are used. */
  readonly path: string;
}

type Verdict = readonly Incompatibility[];

const COMPATIBLE: Verdict = [];
/** A second or two of work. Only unions of hundreds of records that contain themselves, or whose fields have aliases, have more. */
const MAX_PAIRS = 200_000;
/** The writers that a reader of another type can read (Avro specification, schema resolution). */
const PROMOTIONS: Readonly<Record<string, readonly string[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  bytes: ['string'],
  string: ['bytes'],
};

/**
 * Why `reader` cannot read all that `writer` may have written; empty when it can. A port of Java's `SchemaCompatibility`
 * (Avro 1.11.4) with its comparison of unqualified names, its memory of pairs and its order of checks.
 */
export function readerIncompatibilities(reader: AvroSchema, writer: AvroSchema): Verdict {
  try {
    const walk = { at: undefined, known: new Map(), count: { pairs: 0 }, isPlain: plainRecords() };
    return compare({ reader, writer }, walk);
  } catch (error) {
    if (!(error instanceof Decided)) throw error;
    return error.verdict;
  }
}

interface Pair {
  readonly reader: AvroSchema;
  readonly writer: AvroSchema;
}

interface Walk {
  /** Put together to a path only where a reason is given: there are far more pairs than reasons. */
  readonly at: Place | undefined;
  /** By reader, then writer. A pair under way counts as compatible: that is how recursion ends. */
  readonly known: Map<AvroSchema, Map<AvroSchema, Verdict>>;
  readonly count: { pairs: number };
  readonly isPlain: (record: AvroRecord) => boolean;
}

interface Place {
  readonly above: Place | undefined;
  readonly token: string | number;
}

/** Ends the walk: decides even for a union that another branch would save. */
class Decided extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super();
    this.verdict = verdict;
  }
}

function compare({ reader, writer }: Pair, walk: Walk): Verdict {
  if (isPrimitive(reader.type) || isPrimitive(writer.type)) return decide({ reader, writer }, walk);
  const writers = walk.known.get(reader) ?? new Map<AvroSchema, Verdict>();
  walk.known.set(reader, writers);
  const known = writers.get(writer);
  if (known) return known;
  walk.count.pairs += 1;
  if (walk.count.pairs > MAX_PAIRS) throw new Decided(one('TOO_MANY_PAIRS', 'too many types to compare', walk));
  writers.set(writer, COMPATIBLE);
  const verdict = decide({ reader, writer }, walk);
  writers.set(writer, verdict);
  return verdict;
}

function decide({ reader, writer }: Pair, walk: Walk): Verdict {
  if (writer.type === 'union') return everyBranch(reader, { branches: writer.branches, walk });
  if (reader.type === 'union') return someBranch(reader.branches, { writer, walk });
  if (reader.type === 'array' && writer.type === 'array') {
    return compare({ reader: reader.items, writer: writer.items }, below(walk, 'items'));
  }
  if (reader.type === 'map' && writer.type === 'map') {
    return compare({ reader: reader.values, writer: writer.values }, below(walk, 'values'));
  }
  if (reader.type === 'fixed' && writer.type === 'fixed') return compareFixed({ reader, writer }, walk);
  if (reader.type === 'enum' && writer.type === 'enum') return compareEnums({ reader, writer }, walk);
  if (reader.type === 'record' && writer.type === 'record') return compareRecords({ reader, writer }, walk);
  if (reader.type === writer.type || isPromoted({ reader, writer })) return COMPATIBLE;
  return one('TYPE_MISMATCH', `reader type: ${label(reader)} not compatible with writer type: ${label(writer)}`, walk);
}

function everyBranch(
  reader: AvroSchema,
  { branches, walk }: { readonly branches: readonly AvroSchema[]; readonly walk: Walk },
): Verdict {
  return branches.flatMap((writer) => {
    const verdict = compare({ reader, writer }, walk);
    if (reader.type !== 'union' || verdict.length === 0) return verdict;
    return lackingBranch(writer, walk);
  });
}

function someBranch(
  branches: readonly AvroSchema[],
  { writer, walk }: { readonly writer: AvroSchema; readonly walk: Walk },
): Verdict {
  const found = branches.some(
    (reader, index) =>
      !isOtherType({ reader, writer }, walk) && compare({ reader, writer }, below(walk, index)).length === 0,
  );
  return found ? COMPATIBLE : lackingBranch(writer, walk);
}

/**
 * Tells the branches of a union apart by kind and name before anything is made for a pair: a union of thousands against
 * one of thousands has millions. A record that is not plain has to be looked through all the same.
 */
function isOtherType({ reader, writer }: Pair, { isPlain }: Walk): boolean {
  if (reader.type !== writer.type) return !isPromoted({ reader, writer });
  if (!('name' in reader) || !('name' in writer) || isNamedAlike({ reader, writer })) return false;
  return reader.type !== 'record' || isPlain(reader);
}

function lackingBranch(writer: AvroSchema, walk: Walk): Verdict {
  return one('MISSING_UNION_BRANCH', `reader union lacking writer type: ${label(writer)}`, walk);
}

type AvroNamed = AvroRecord | AvroEnum | AvroFixed;

interface PairOf<T extends AvroSchema> {
  readonly reader: T;
  readonly writer: T;
}

function compareFixed({ reader, writer }: PairOf<AvroFixed>, walk: Walk): Verdict {
  if (reader.size === writer.size) return compareNames({ reader, writer }, walk);
  const message = `expected: ${reader.size}, found: ${writer.size}`;
  return [...compareNames({ reader, writer }, walk), ...one('FIXED_SIZE_MISMATCH', message, below(walk, 'size'))];
}

function compareEnums({ reader, writer }: PairOf<AvroEnum>, walk: Walk): Verdict {
  const names = compareNames({ reader, writer }, walk);
  const known = new Set(reader.symbols);
  const missing = writer.symbols.filter((symbol) => !known.has(symbol));
  if (missing.length === 0 || reader.default !== undefined) return names;
  const message = `reader lacks the symbols ${missing.toSorted().join(', ')} and has no default`;
  return [...names, ...one('MISSING_ENUM_SYMBOLS', message, below(walk, 'symbols'))];
}

function compareRecords({ reader, writer }: PairOf<AvroRecord>, walk: Walk): Verdict {
  const members = below(walk, 'fields');
  const written = new Map(writer.fields?.map((field) => [field.name, field]));
  const fields = (reader.fields ?? []).flatMap((field, index) =>
    compareField({ field, written, writer }, below(members, index)),
  );
  return [...compareNames({ reader, writer }, walk), ...fields];
}

interface FieldPair {
  readonly field: AvroField;
  readonly writer: AvroRecord;
  /** The writer's fields by name. */
  readonly written: ReadonlyMap<string, AvroField>;
}

function compareField({ field, written, writer }: FieldPair, walk: Walk): Verdict {
  const [found, another] = [field.name, ...field.aliases].flatMap((name) => written.get(name) ?? []);
  // Java throws here.
  if (another) {
    const message = `reader field ${field.name} matches multiple fields in the writer record`;
    throw new Decided(one('AMBIGUOUS_ALIAS', message, walk));
  }
  if (found) return compare({ reader: field.schema, writer: found.schema }, below(walk, 'type'));
  if (field.default !== undefined) return COMPATIBLE;
  // Java compares such an enum with the writer's record, which never fits.
  if (field.schema.type === 'enum' && field.schema.default !== undefined) {
    return compare({ reader: field.schema, writer }, below(walk, 'type'));
  }
  return one('READER_FIELD_MISSING_DEFAULT_VALUE', `field ${field.name} is new and has no default`, walk);
}

function compareNames({ reader, writer }: PairOf<AvroNamed>, walk: Walk): Verdict {
  if (isNamedAlike({ reader, writer })) return COMPATIBLE;
  return one('NAME_MISMATCH', `expected: ${reader.fullName}, found: ${writer.fullName}`, below(walk, 'name'));
}

function isNamedAlike({ reader, writer }: PairOf<AvroNamed>): boolean {
  return reader.name === writer.name || reader.aliases.includes(writer.fullName);
}

function isPromoted({ reader, writer }: Pair): boolean {
  return PROMOTIONS[reader.type]?.includes(writer.type) ?? false;
}

function one(type: Incompatibility['type'], message: string, { at }: Walk): Verdict {
  return [{ type, message, path: pathOf(at) }];
}

function below({ at, known, count, isPlain }: Walk, token: string | number): Walk {
  return { at: { above: at, token }, known, count, isPlain };
}

function pathOf(place: Place | undefined): string {
  return place ? `${pathOf(place.above)}/${place.token}` : '';
}

function label({ type }: AvroSchema): string {
  return type.toUpperCase();
}
