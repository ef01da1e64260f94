import * as v from 'valibot';
import { timeText } from '../call.ts';
import { alreadyExists, GlueError, notFound } from '../errors.ts';
import { checkMetadata } from '../fields.ts';
import { MetadataPair, optional, pageOf, VersionSelector } from '../input.ts';
import { pageOfItems } from '../pages.ts';
import { resolveVersion } from '../resolve.ts';
import type { MetadataRow } from '../store/rows.ts';
import { operation } from './operation.ts';

const OnePair = v.object({ ...VersionSelector, MetadataKeyValue: MetadataPair });
type OnePair = v.InferOutput<typeof OnePair>;
type Pair = v.InferOutput<typeof MetadataPair>;

export const metadataOperations = {
  PutSchemaVersionMetadata: operation(OnePair, (call, input) => {
    const pair = readPair(input.MetadataKeyValue);
    const { row, metadata } = resolveVersion(call, input);
    if (metadata.length >= call.options.maxMetadata) {
      throw new GlueError(
        'ResourceNumberLimitExceededException',
        'Your resource limits for Schema Version Metadata have been exceeded.',
      );
    }
    if (metadata.some((other) => other.key === pair.key && other.value === pair.value)) {
      const names = `schema version id: ${row.id}, metadata key: ${pair.key}, metadata value: ${pair.value}`;
      throw alreadyExists(`Resource already exist for ${names}`);
    }
    const added: MetadataRow = { scope: call.scopeKey, versionId: row.id, ...pair, createdTime: call.now };
    call.commit([{ type: 'metadata', row: added }]);
    return echo(input);
  }),

  RemoveSchemaVersionMetadata: operation(OnePair, (call, input) => {
    const pair = readPair(input.MetadataKeyValue);
    const { row, metadata } = resolveVersion(call, input);
    if (!metadata.some((other) => other.key === pair.key && other.value === pair.value)) {
      // The trailing space is the service's own.
      throw notFound(`Metadata is not found for the schema version. SchemaVersionId: ${row.id} `);
    }
    call.commit([{ type: 'metadata-removed', scope: call.scopeKey, versionId: row.id, ...pair }]);
    return echo(input);
  }),

  QuerySchemaVersionMetadata: operation(
    v.object({ ...VersionSelector, MetadataList: optional(v.array(MetadataPair)), ...pageOf({ max: 50 }) }),
    (call, input) => {
      const { row, metadata } = resolveVersion(call, input);
      const keys = [...byKey(metadata)].filter((entry) => isWanted(entry, input.MetadataList ?? []));
      const page = pageOfItems(keys, { request: input, now: call.now, keyOf: ([key]) => [key] });
      const MetadataInfoMap = Object.fromEntries(page.items.map(([key, rows]) => [key, infoOf(rows)]));
      return { MetadataInfoMap, SchemaVersionId: row.id, NextToken: page.nextToken };
    },
  ),
};

function readPair({ MetadataKey: key = '', MetadataValue: value = '' }: Pair) {
  checkMetadata({ key, value });
  return { key, value };
}

/** By id the service answers neither names nor the true number; by schema it repeats what was asked. */
function echo({ SchemaVersionId, SchemaId, SchemaVersionNumber, MetadataKeyValue }: OnePair) {
  return {
    ...SchemaId,
    LatestVersion: SchemaVersionNumber?.LatestVersion ?? false,
    VersionNumber: SchemaVersionNumber?.VersionNumber ?? 0,
    SchemaVersionId,
    ...MetadataKeyValue,
  };
}

function byKey(rows: readonly MetadataRow[]): Map<string, MetadataRow[]> {
  const groups = new Map<string, MetadataRow[]>();
  for (const row of rows) groups.set(row.key, [...(groups.get(row.key) ?? []), row]);
  return groups;
}

function isWanted([key, rows]: readonly [string, readonly MetadataRow[]], filter: readonly Pair[]): boolean {
  if (filter.length === 0) return true;
  return filter.some(
    ({ MetadataKey, MetadataValue }) =>
      (MetadataKey === undefined || MetadataKey === key) &&
      (MetadataValue === undefined || rows.some(({ value }) => value === MetadataValue)),
  );
}

function infoOf(rows: readonly MetadataRow[]) {
  const [newest, ...older] = rows.toReversed().map((row) => ({
    MetadataValue: row.value,
    CreatedTime: timeText(row.createdTime),
  }));
  return { ...newest, OtherMetadataValueList: older };
}
