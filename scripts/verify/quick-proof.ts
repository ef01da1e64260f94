import type { AvroMatch } from '../records/avro-match.ts';
import type { Candidate } from '../records/candidate.ts';
import type { RecordCursor } from '../records/record-cursor.ts';
import type { SchemaCache } from '../schemas.ts';
import type { LineBlock } from './object-lines.ts';
import { type Attribute, attributesIn, type Rules } from './rules.ts';

const HEADER_BYTES = 18;
const UNCOMPRESSED = 0;
const NEWLINE = 0x0a;

/**
 * The short cut for what is right: holds the bytes of a value against the bytes of a line without making a datum or a
 * text of either. It never finds a fault; what it does not prove is judged the long way.
 */
export interface QuickProof {
  /** Takes a value that was decoded and found to be in its place, to know the next ones with its header. */
  learn(value: Buffer): void;
  /** Goes over the next line when it is that of the record; gives where the wanted fields are in its block. */
  prove(record: RecordCursor, lines: LineBlock): AvroMatch['spans'] | undefined;
}

interface Known {
  readonly header: Buffer;
  readonly match: AvroMatch | undefined;
}

/** `wanted`: see `fieldsOf`. */
export function createQuickProof(schemas: Pick<SchemaCache, 'get'>, wanted: readonly string[] | undefined): QuickProof {
  let known: Known[] = [];
  const candidate: Candidate = { value: Buffer.alloc(0), at: 0, end: 0, line: Buffer.alloc(0), lineAt: 0 };

  const find = (bytes: Buffer, at: number): Known | undefined => {
    const latest = known[0];
    if (!latest || hasHeader(bytes, at, latest)) return latest;
    const found = known.find((each) => hasHeader(bytes, at, each));
    if (found) known = [found, ...known.filter((each) => each !== found)];
    return found;
  };

  return {
    learn: (value) => {
      if (!wanted || value[1] !== UNCOMPRESSED || find(value, 0)) return;
      const header = Buffer.from(value.subarray(0, HEADER_BYTES));
      known.unshift({ header, match: schemas.get(idOf(header))?.codec?.match(wanted) });
    },
    prove: ({ bytes, valueAt, valueEnd }, lines) => {
      const match = valueEnd - valueAt < HEADER_BYTES ? undefined : find(bytes, valueAt)?.match;
      if (!match) return undefined;
      candidate.value = bytes;
      candidate.at = valueAt + HEADER_BYTES;
      candidate.end = valueEnd;
      candidate.line = lines.bytes;
      candidate.lineAt = lines.at;
      if (!match.matches(candidate) || candidate.at !== valueEnd) return undefined;
      if (lines.bytes[candidate.lineAt] !== NEWLINE) return undefined;
      lines.at = candidate.lineAt + 1;
      return match.spans;
    },
  };
}

/** The fields of a topic's values that rules look at; `undefined` when they look at more than fields. */
export function fieldsOf(
  topic: string,
  { rules, collects }: { readonly rules: Rules; readonly collects: readonly Attribute[] },
): readonly string[] | undefined {
  const attributes = [...attributesIn(rules), ...collects].filter((it) => it.topic === topic && it.part === 'value');
  const fields = attributes.map(({ field }) => field ?? '.');
  return fields.some((field) => field.includes('.')) ? undefined : [...new Set(fields)];
}

function hasHeader(bytes: Buffer, at: number, { header }: Known): boolean {
  for (let index = 0; index < HEADER_BYTES; index += 1) if (bytes[at + index] !== header[index]) return false;
  return true;
}

function idOf(header: Buffer): string {
  const hex = header.toString('hex', 2);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
