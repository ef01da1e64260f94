/** What verify can be asked; each is answered by the file of its name, or by the scan that several share. */
export const QUESTIONS = [
  'services',
  'records',
  'schemas',
  'references',
  'ranges',
  'names',
  'coverage',
  'contents',
  'offsets',
  'lag',
] as const;

export type Question = (typeof QUESTIONS)[number];

interface KindOfFault {
  readonly question: Question;
  /** 1: data wrong. 5: pipeline unhealthy. */
  readonly exitCode: 1 | 5;
  /** Likely cause, a sentence. */
  readonly cause: string;
  /** What to type or read next, a sentence; `nextOf` puts the place in. */
  readonly next: string;
}

const data = (question: Question, cause: string, next: string): KindOfFault => ({ question, exitCode: 1, cause, next });
const health = (cause: string, next: string, question: Question = 'services'): KindOfFault => ({
  question,
  exitCode: 5,
  cause,
  next,
});

// Words in capitals stand for the place of the fault: see `nextOf`.
const READ_TOPIC = 'Look at the record with `npx just topics:read TOPIC --from OFFSET --max 10`.';
const READ_OBJECT = 'Look at the object with `npx just s3:read KEY`.';
const LIST_OBJECTS = 'See what is there with `npx just s3:list PREFIX`.';
const REWRITE =
  'Run `npx just sink:delete`, then give the sink another name and a new `topics.dir` in its file, then run `npx just sink:create`: it writes everything anew.';

/** Every kind of fault with its likely cause and the next command. */
export const FAULTS = {
  'connector-missing': health('The connector was deleted or never created.', 'Run `npx just up`.'),
  'connector-not-running': health('Somebody paused or stopped it, or it failed.', 'Run `npx just up`.'),
  'task-not-running': health('The task failed or is paused.', 'Read `npx just logs connect`, then run `npx just up`.'),
  'broker-missing': health('A broker stopped.', 'Run `npx just up`.'),
  'partition-under-replicated': health('A broker stopped or catches up.', 'Run `npx just status`.'),

  'header-damaged': data('records', 'Something else than a Glue serializer wrote the record.', READ_TOPIC),
  'body-damaged': data('records', 'The compressed body was changed or cut off.', READ_TOPIC),
  'record-undecodable': data('records', 'The record was written with another schema than it names.', READ_TOPIC),
  tombstone: data(
    'records',
    'A producer wrote a null value; the sink stops at it.',
    'Set `behavior.on.null.values` to `ignore` in the file of the sink, and run `npx just sink:create`.',
  ),

  'schema-version-missing': data(
    'schemas',
    'The schema or its version was deleted.',
    'List the schemas with `npx just registry:schemas`.',
  ),
  'schema-version-unavailable': data(
    'schemas',
    'The version failed its compatibility check.',
    'See the versions with `npx just registry:versions TOPIC`, and register a compatible one.',
  ),
  'schema-unexpected': data(
    'schemas',
    'The producer writes another schema, or the file that is expected is out of date.',
    'Compare them with `npx just registry:show TOPIC`.',
  ),
  'schema-incompatible': data(
    'schemas',
    'The version was registered under another mode.',
    'See them with `npx just registry:versions TOPIC`, and what changed with `npx just registry:diff`.',
  ),
  'schema-foreign': data('schemas', 'The producer used the schema of another topic or registry.', READ_TOPIC),

  'reference-dangling': data('references', 'The record it refers to was never written, or was lost.', READ_TOPIC),
  'value-out-of-range': data('ranges', 'Something else than the generator wrote the record.', READ_TOPIC),

  'object-misplaced': data('names', 'Somebody put it there, or renamed it.', LIST_OBJECTS),
  'object-misnamed': data('names', 'The object was renamed.', LIST_OBJECTS),
  'object-stale': data(
    'names',
    'It is left from an earlier life of the topic.',
    'Empty the prefix, or use a new `topics.dir`.',
  ),

  'records-missing': data('coverage', 'An object was deleted or never written.', REWRITE),
  'records-doubled': data(
    'coverage',
    'The sink wrote the records again after a crash, or the object was copied.',
    LIST_OBJECTS,
  ),
  'records-overlap': data('coverage', 'Two objects claim the same offsets with different rows.', LIST_OBJECTS),
  'lines-beyond-end': data(
    'coverage',
    'The object is left from an earlier life of the topic.',
    'Empty the prefix, or use a new `topics.dir`.',
  ),

  'line-differs': data('contents', 'The line was changed.', READ_OBJECT),
  'line-missing': data('contents', 'The line was removed.', READ_OBJECT),
  'line-extra': data('contents', 'The line was added.', READ_OBJECT),
  'lines-swapped': data('contents', 'The lines were put into another order.', READ_OBJECT),
  'line-not-json': data('contents', 'The line was damaged.', READ_OBJECT),
  'object-cut-off': data('contents', 'The object was cut off: its last line does not end.', READ_OBJECT),
  'object-empty': data('contents', 'The object was emptied.', READ_OBJECT),
  'object-unreadable': data(
    'contents',
    'The compression of the object is not the one the sink is set to, or it holds no lines: one has more than 128 MiB.',
    READ_OBJECT,
  ),
  'object-vanished': data('contents', 'Somebody deleted it while verify was reading.', 'Run `npx just verify` again.'),

  'committed-ahead': data('offsets', 'Objects were deleted, or the offsets were moved.', REWRITE),
  'committed-beyond-end': data('offsets', 'The topic was made anew under a living group.', REWRITE),
  'committed-below-low': data(
    'offsets',
    'Retention removed records that the sink had not read.',
    'See what is left with `npx just topics:list`, and raise the retention of the topic.',
  ),
  'committed-missing': data(
    'offsets',
    "The group has committed nothing: its offsets were deleted, or the objects are another sink's.",
    'Run `npx just status`.',
  ),

  'lag-unexplained': health(
    'The sink wrote the records and did not commit them.',
    'Read `npx just logs connect`.',
    'lag',
  ),
} as const satisfies Record<string, KindOfFault>;

export type FaultKind = keyof typeof FAULTS;

/** Where a fault is, and what was expected there. */
export interface FaultDetail {
  readonly topic?: string;
  readonly partition?: number;
  /** The first offset that is wrong. */
  readonly offset?: number;
  /** How many records, lines or objects share the fault, this one included. */
  readonly count?: number;
  /** `bucket/key`. */
  readonly object?: string;
  /** Line of the object, from 1. */
  readonly line?: number;
  readonly connector?: string;
  readonly expected?: string;
  readonly found?: string;
}

export interface Fault extends FaultDetail {
  readonly kind: FaultKind;
}

/** Takes faults as they are found. */
export type FaultSink = (kind: FaultKind, detail: FaultDetail) => void;
