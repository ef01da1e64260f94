import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { avroFormat } from '../../glue/registry/definitions/avro/format.ts';
import { messageOf, WorkflowError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { NO_RULES, nameOf, parseAttribute, type Rules } from './rules.ts';

/** Which definition the schema of a topic must have. */
export interface ExpectedSchema {
  readonly topic: string;
  /** The file as the rules name it, for messages. */
  readonly file: string;
  readonly definition: string;
  /** Later versions are fine too, as long as they are compatible. */
  readonly evolves: boolean;
}

/** What a user says about the data beyond what the connectors' configurations say. */
export interface UserRules extends Rules {
  readonly schemas: readonly ExpectedSchema[];
}

const Place = v.pipe(
  v.string('must be a text such as `order.value.customer_id`'),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const attribute = parseAttribute(value);
    if (attribute) return attribute;
    addIssue({ message: `must be TOPIC.key, TOPIC.value or TOPIC.value.FIELD, got \`${value}\`${nearestPart(value)}` });
    return NEVER;
  }),
);

const Bound = v.pipe(v.number('must be a number'), v.finite('must be a finite number'));
const Flag = v.optional(v.boolean('must be true or false'), false);
const Text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));

const Reference = v.strictObject({ from: Place, to: Place, nullable: Flag });
const Range = v.pipe(
  v.strictObject({ of: Place, min: v.optional(Bound), max: v.optional(Bound), nullable: Flag }),
  v.check(({ min, max }) => min !== undefined || max !== undefined, 'needs `min`, `max` or both'),
  v.check(({ min = -Infinity, max = Infinity }) => min <= max, '`min` must not be above `max`'),
);
const Schema = v.strictObject({
  topic: Text,
  file: Text,
  evolves: v.optional(v.boolean('must be true or false'), true),
});
const list = <T extends v.GenericSchema>(item: T) => v.optional(v.array(item, 'must be a list'), []);
const Members = v.strictObject({ references: list(Reference), ranges: list(Range), schemas: list(Schema) });
/** To valibot a list without members it knows would do. */
const File = v.pipe(
  v.unknown(),
  v.check((json) => !Array.isArray(json), 'must be an object'),
  Members,
);

/** Every word that a rules file may use as a name. */
const WORDS = [Members, Reference, Schema].flatMap(({ entries }) => Object.keys(entries)).concat('of', 'min', 'max');

/** Reads a rules file; none is no rules. Throws one error that names everything wrong with it. */
export async function readRulesFile(path: string | undefined): Promise<UserRules> {
  if (path === undefined) return { ...NO_RULES, schemas: [] };
  const parsed = v.safeParse(File, await readJson(path));
  if (!parsed.success) throw bad(path, parsed.issues.map(describeIssue));
  const { references, ranges, schemas } = parsed.output;
  return {
    references,
    ranges: ranges.map(({ min = -Infinity, max = Infinity, ...rule }) => ({ ...rule, min, max, whole: false })),
    schemas: await Promise.all(schemas.map((schema) => readDefinition(schema, path))),
  };
}

/** Throws when a rule names a topic that no connector names and that does not exist. */
export function refuseUnknownTopics({ references, ranges, schemas }: UserRules, known: readonly string[]): void {
  const named = [
    ...references.flatMap(({ from, to }) => [from, to]).map((place) => [place.topic, nameOf(place)]),
    ...ranges.map(({ of }) => [of.topic, nameOf(of)]),
    ...schemas.map(({ topic, file }) => [topic, `the schema ${file}`]),
  ];
  const unknown = named.filter(([topic = '']) => !known.includes(topic));
  if (unknown.length === 0) return;
  const problems = unknown.map(
    ([topic = '', place]) => `There is no topic \`${topic}\`, which ${place} names${nearest(topic, known)}`,
  );
  throw new WorkflowError(problems.join('\n'), { hint: HINT, exitCode: 2 });
}

const HINT = 'Correct the rules file; RULES_FILE names it.';

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw bad(path, [messageOf(cause)], cause);
  }
}

async function readDefinition(
  { topic, file, evolves }: v.InferOutput<typeof Schema>,
  rulesPath: string,
): Promise<ExpectedSchema> {
  try {
    const definition = await readFile(resolve(dirname(rulesPath), file), 'utf8');
    avroFormat.parse(definition);
    return { topic, file, evolves, definition };
  } catch (cause) {
    throw bad(rulesPath, [`schema of topic \`${topic}\`: ${messageOf(cause)}`], cause);
  }
}

function bad(path: string, problems: readonly string[], cause?: unknown): WorkflowError {
  return new WorkflowError([`Bad rules in ${path}:`, ...problems].join('\n  '), { hint: HINT, exitCode: 2, cause });
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const where = path.replace(/^\./, '') || 'the file';
  const key = String(issue.path?.at(-1)?.key);
  if (issue.type !== 'strict_object') return `${where} ${issue.message}`;
  if (issue.expected === 'never') return `${where} is not known${nearest(key, WORDS)}`;
  return issue.expected === 'Object' ? `${where} must be an object` : `${where} is missing`;
}

function nearestPart(text: string): string {
  const hints = text.split('.').map((segment) => nearest(segment, ['key', 'value']));
  return hints.find((hint) => hint !== '') ?? '';
}
