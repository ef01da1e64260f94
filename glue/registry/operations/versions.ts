import * as v from 'valibot';
import { timeText, type Call } from '../call.ts';
import { fingerprint } from '../definitions/canonical.ts';
import { formatOf } from '../definitions/format.ts';
import { readDefinition } from '../definitions/read.ts';
import { GlueError, invalidInput, notFound } from '../errors.ts';
import { checkDefinition } from '../fields.ts';
import { pageOf, RequiredText, SchemaId, VersionSelector } from '../input.ts';
import { pageOfItems } from '../pages.ts';
import { resolveSchema, resolveVersion } from '../resolve.ts';
import { schemaArn } from '../scope.ts';
import { decideStatus } from '../settle.ts';
import type { VersionRow } from '../store/rows.ts';
import { highestNumber, type Schema, type Version } from '../store/state.ts';
import { newVersion } from './new-version.ts';
import { operation } from './operation.ts';

const ByDefinition = v.object({ SchemaId, SchemaDefinition: RequiredText });
/** So many versions may go in one request. */
const MAX_DELETED = 25;

export const versionOperations = {
  RegisterSchemaVersion: operation(ByDefinition, registerVersion),

  GetSchemaVersion: operation(v.object(VersionSelector), (call, input) => {
    const { row, schema } = resolveVersion(call, input);
    return {
      SchemaVersionId: row.id,
      SchemaDefinition: row.definition,
      DataFormat: schema.row.dataFormat,
      SchemaArn: schemaArn(call.scope, schema.row),
      VersionNumber: row.number,
      Status: row.status,
      CreatedTime: timeText(row.createdTime),
    };
  }),

  GetSchemaByDefinition: operation(ByDefinition, async (call, input) => {
    const { schema, definition } = await readInput(call, input);
    const version = schema.byFingerprint.get(fingerprint(definition.canonical));
    if (!version) throw notFound('Schema version is not found.');
    return {
      SchemaVersionId: version.row.id,
      SchemaArn: schemaArn(call.scope, schema.row),
      DataFormat: schema.row.dataFormat,
      Status: version.row.status,
      CreatedTime: timeText(version.row.createdTime),
    };
  }),

  ListSchemaVersions: operation(v.object({ SchemaId, ...pageOf({ max: 100 }) }), (call, input) => {
    const schema = resolveSchema(call, input.SchemaId);
    const SchemaArn = schemaArn(call.scope, schema.row);
    const page = pageOfItems(schema.versions.values(), {
      request: input,
      now: call.now,
      keyOf: ({ row }, asOf) => [statusAsOf(row, asOf), -row.number],
    });
    const Schemas = page.items.map(({ row }) => ({
      SchemaArn,
      SchemaVersionId: row.id,
      VersionNumber: row.number,
      Status: row.status,
      CreatedTime: timeText(row.createdTime),
    }));
    return { Schemas, NextToken: page.nextToken };
  }),

  DeleteSchemaVersions: operation(v.object({ SchemaId, Versions: RequiredText }), (call, input) => {
    const schema = resolveSchema(call, input.SchemaId);
    const numbers = numbersIn(input.Versions);
    checkDeletable(schema, numbers);
    const doomed = numbers.flatMap((number) => schema.versions.get(number) ?? []);
    call.commit(doomed.map(({ row }) => ({ type: 'version-removed', scope: call.scopeKey, id: row.id })));
    const missing = numbers.filter((number) => !doomed.some(({ row }) => row.number === number));
    return { SchemaVersionErrors: missing.map(versionError) };
  }),
};

/** A version that settles between two pages keeps its place among those that were PENDING at the first. */
function statusAsOf({ status, settledTime = 0 }: VersionRow, time: number): VersionRow['status'] {
  return settledTime >= time ? 'PENDING' : status;
}

async function readInput(call: Call, input: v.InferOutput<typeof ByDefinition>) {
  const format = await formatOf(resolveSchema(call, input.SchemaId, 'short').row.dataFormat);
  // Looked up again, and nothing waits from here on: the first look may be out of date by now.
  const schema = resolveSchema(call, input.SchemaId, 'short');
  const text = checkDefinition(input.SchemaDefinition);
  return { format, schema, text, definition: readDefinition(format, text) };
}

async function registerVersion(call: Call, input: v.InferOutput<typeof ByDefinition>): Promise<object> {
  refuseDisabled(resolveSchema(call, input.SchemaId, 'short'), input.SchemaId);
  const { format, schema, text, definition } = await readInput(call, input);
  const known = schema.byFingerprint.get(fingerprint(definition.canonical));
  if (known) return registered(known);
  const number = schema.row.nextVersion;
  const status = isPendingFirst(call, schema) ? 'PENDING' : decideStatus(call, { format, schema, number, text });
  const row = newVersion(call, { schema: schema.row, number, text, definition, status });
  call.commit([
    { type: 'schema', row: { ...schema.row, nextVersion: number + 1, updatedTime: call.now } },
    { type: 'version', row },
  ]);
  const version = schema.versions.get(number);
  if (!version) throw new GlueError('InternalServiceException', `Version ${number} was not stored`, { status: 500 });
  if (status === 'PENDING') call.settleLater(version);
  return registered(version);
}

function isPendingFirst({ options }: Call, { row }: Schema): boolean {
  return options.pending === 'always' || (options.pending === 'auto' && row.compatibility.endsWith('_ALL'));
}

/** Comes before the look for an equal definition: even a known one is refused. */
function refuseDisabled({ row }: Schema, { SchemaArn, SchemaName, RegistryName }: SchemaId): void {
  if (row.compatibility !== 'DISABLED') return;
  const id = `schemaArn=${SchemaArn ?? null}, schemaName=${SchemaName ?? null}, registryName=${RegistryName ?? null}`;
  throw invalidInput(`Compatibility DISABLED does not allow versioning. SchemaId: SchemaId(${id})`);
}

function registered({ row }: Version) {
  return { SchemaVersionId: row.id, VersionNumber: row.number, Status: row.status };
}

function numbersIn(versions: string): number[] {
  const [, first, last = first] = /^([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?$/.exec(versions) ?? [];
  const from = Number(first);
  const count = Number(last) - from + 1;
  if (first === undefined || count < 1) throw invalidInput(`Versions is not valid: ${versions}`);
  if (count > MAX_DELETED) throw invalidInput(`More than ${MAX_DELETED} versions cannot be deleted at once.`);
  return Array.from({ length: count }, (_, index) => from + index);
}

function checkDeletable(schema: Schema, numbers: readonly number[]): void {
  if (numbers.includes(schema.row.checkpoint)) throw invalidInput('Cannot delete checkpoint version.');
  if (numbers.includes(1)) throw invalidInput('Cannot delete first version.');
  const latest = schema.versions.get(highestNumber(schema));
  if (latest?.row.status === 'PENDING')
    throw invalidInput('Cannot delete versions while the latest version is pending.');
}

function versionError(number: number) {
  const ErrorDetails = { ErrorCode: 'ResourceNotFoundException', ErrorMessage: 'Version number not found' };
  return { VersionNumber: number, ErrorDetails };
}
