import assert from 'node:assert/strict';
import type { startRegistry } from '../../glue/registry/registry.ts';
import { CallError, type Answer, type Channel, type Input } from './channels.ts';

type Options = NonNullable<Parameters<typeof startRegistry>[0]>;

interface Caller {
  readonly call: Channel['call'];
}

/** What a case works on: an empty registry of its own, reached through one channel. */
export interface World extends Caller {
  /** The same for requests signed for another region. */
  readonly callIn: (region: string) => Channel['call'];
  readonly endpoint: string;
}

/** One of the 147 cases of the specification. */
export interface Case {
  readonly number: number;
  /** The outcome, as a sentence. */
  readonly title: string;
  /** What the expectation rests on: `sure: …` with the sources, or `assumed`. */
  readonly evidence: string;
  /** Where the case can exist; both channels when nothing is said. `elsewhere` names the test that has it. */
  readonly only?: 'http' | 'elsewhere';
  readonly options?: Options;
  readonly run: (world: World) => Promise<void>;
}

/** Rejects unless the call fails with the type and the text, or with a text that matches. */
export async function refused(calling: Promise<Answer>, type: string, text: string | RegExp): Promise<void> {
  const error = await calling.then(
    (answer) => assert.fail(`answered ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof CallError)) throw error;
  assert.equal(error.type, type);
  if (typeof text === 'string') assert.equal(error.message, text);
  else assert.match(error.message, text);
}

/** Asks again and again until the answer is as wanted; the registry's own delays are set to some milliseconds. */
export async function until(ask: () => Promise<Answer>, isDone: (answer: Answer) => boolean): Promise<Answer> {
  const end = Date.now() + 120_000;
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    assert.ok(Date.now() < end, `still ${JSON.stringify(answer)}`);
  }
}

const VALUE = { name: 'value', type: 'int' };
const NOTE = { name: 'note', type: ['null', 'string'], default: null };
const item = (...fields: readonly object[]) => JSON.stringify({ type: 'record', name: 'Item', fields });

export const A1 = item(VALUE);
export const A2 = item(VALUE, NOTE);
export const A3 = item({ name: 'value', type: 'string' });
/** A record with one more field that a reader cannot do without. */
export const REQUIRED = item(VALUE, { name: 'added', type: 'string' });
/** The same with the optional field besides. */
export const REQUIRED_NOTE = item(VALUE, NOTE, { name: 'added', type: 'string' });
export const EMPTY = item();
export const J1 =
  '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"a":{"type":"string"}}}';
export const P1 = 'syntax = "proto3";\nmessage Item { int32 value = 1; }\n';

/** The same JSON with its members in another order and on many lines. */
export function reordered(json: string): string {
  const turn = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turn);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([name, member]) => [name, turn(member)]),
    );
  };
  return JSON.stringify(turn(JSON.parse(json)), undefined, 4);
}

export const R1 = { RegistryName: 'r1' };
export const S1 = { RegistryName: 'r1', SchemaName: 's1' };
export const NOWHERE = { RegistryName: 'nope', SchemaName: 's1' };
export const NO_SCHEMA = { RegistryName: 'r1', SchemaName: 'nope' };
export const R1_ARN = 'arn:aws:glue:us-east-1:000000000000:registry/r1';
export const S1_ARN = 'arn:aws:glue:us-east-1:000000000000:schema/r1/s1';

/** `r1` with `s1` (A1, AVRO, BACKWARD) in it; resolves with the id of version 1. */
export async function withSchema({ call }: Caller, input: Input = {}): Promise<string> {
  await call('CreateRegistry', R1);
  return createSchema(call, input);
}

/** Creates `s1` in `r1`, or what the input says instead; resolves with the id of its first version. */
export async function createSchema(call: World['call'], input: Input = {}): Promise<string> {
  const usual = {
    RegistryId: R1,
    SchemaName: 's1',
    DataFormat: 'AVRO',
    Compatibility: 'BACKWARD',
    SchemaDefinition: A1,
  };
  const { SchemaVersionId } = await call('CreateSchema', { ...usual, ...input });
  return String(SchemaVersionId);
}

/** Registers a definition in `s1`. */
export function register(call: World['call'], SchemaDefinition: string): Promise<Answer> {
  return call('RegisterSchemaVersion', { SchemaId: S1, SchemaDefinition });
}

/** `s1` with A1, A2 and then A3, which BACKWARD refuses; resolves with the answer to the last. */
export async function withFailure(world: Caller): Promise<Answer> {
  await withSchema(world);
  await register(world.call, A2);
  return register(world.call, A3);
}

export const TOO_LONG = (parameter: string) =>
  `The resource name contains too many or too few characters. Parameter Name: ${parameter}`;
export const BAD_CHARACTERS = (parameter: string) =>
  `The parameter value contains one or more characters that are not valid. Parameter Name: ${parameter}`;

/** CreateSchema of `s1` as most cases want it. */
export const NEW = {
  RegistryId: R1,
  SchemaName: 's1',
  DataFormat: 'AVRO',
  Compatibility: 'BACKWARD',
  SchemaDefinition: A1,
};

/** What the service answers to that, apart from the version. */
export const CREATED = {
  RegistryName: 'r1',
  RegistryArn: R1_ARN,
  SchemaName: 's1',
  SchemaArn: S1_ARN,
  DataFormat: 'AVRO',
  Compatibility: 'BACKWARD',
  SchemaCheckpoint: 1,
  LatestSchemaVersion: 1,
  NextSchemaVersion: 2,
  SchemaStatus: 'AVAILABLE',
};

/** Fails unless `s1` is missing in `r1`. */
export async function noSuchSchema({ call }: Caller): Promise<void> {
  const text = 'Schema is not found. RegistryName: r1, SchemaName: s1, SchemaArn: null';
  await refused(call('GetSchema', { SchemaId: S1 }), 'EntityNotFoundException', text);
}

/** The status of version 2 of a schema that was created under a mode. */
export async function statusOf(
  world: Caller,
  mode: string,
  { from, to }: { readonly from: string; readonly to: string },
) {
  await withSchema(world, { Compatibility: mode, SchemaDefinition: from });
  const { Status, VersionNumber } = await register(world.call, to);
  assert.equal(VersionNumber, 2);
  return Status;
}
