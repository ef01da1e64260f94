import { randomUUID } from 'node:crypto';
import type { Call } from '../call.ts';
import { fingerprint } from '../definitions/canonical.ts';
import type { Definition } from '../definitions/format.ts';
import { GlueError } from '../errors.ts';
import type { SchemaRow, VersionRow } from '../store/rows.ts';

interface NewVersion {
  readonly schema: SchemaRow;
  readonly number: number;
  readonly text: string;
  readonly definition: Definition;
  readonly status: VersionRow['status'];
}

/** The row of a new version, with an id of its own. Throws when the account and region holds as many as it may. */
export function newVersion(call: Call, { schema, number, text, definition, status }: NewVersion): VersionRow {
  if (call.state.versions.size >= call.options.maxVersions) {
    throw new GlueError(
      'ResourceNumberLimitExceededException',
      'More schema versions cannot be created. The maximum limit has been reached.',
    );
  }
  return {
    scope: call.scopeKey,
    registry: schema.registry,
    schema: schema.name,
    id: randomUUID(),
    number,
    status,
    definition: text,
    fingerprint: fingerprint(definition.canonical),
    createdTime: call.now,
    dueTime: status === 'PENDING' ? call.now + call.options.pendingMs : undefined,
  };
}
