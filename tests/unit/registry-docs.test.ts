import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { operations } from '../../glue/registry/operations/index.ts';
import { document } from '../glue/document.ts';

const PAGE = join(import.meta.dirname, '../../docs/glue-emulator.md');

/** The schema registry family of the service model. */
const FAMILY = [
  'CheckSchemaVersionValidity',
  'CreateRegistry',
  'CreateSchema',
  'DeleteRegistry',
  'DeleteSchema',
  'DeleteSchemaVersions',
  'GetRegistry',
  'GetSchema',
  'GetSchemaByDefinition',
  'GetSchemaVersion',
  'GetSchemaVersionsDiff',
  'GetTags',
  'ListRegistries',
  'ListSchemaVersions',
  'ListSchemas',
  'PutSchemaVersionMetadata',
  'QuerySchemaVersionMetadata',
  'RegisterSchemaVersion',
  'RemoveSchemaVersionMetadata',
  'TagResource',
  'UntagResource',
  'UpdateRegistry',
  'UpdateSchema',
];

describe('docs/glue-emulator.md', () => {
  it('says what the cases say (write it anew with `UPDATE_DOCS=1 npm run test:unit`)', () => {
    if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, document());
    assert.equal(readFileSync(PAGE, 'utf8'), document());
  });

  it('may speak of all 23 operations', () => assert.deepEqual([...operations.keys()].toSorted(), FAMILY));
});
