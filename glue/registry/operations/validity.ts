import * as v from 'valibot';
import { jsonPatch } from '../definitions/diff.ts';
import { DefinitionError, formatOf } from '../definitions/format.ts';
import { parseJson } from '../definitions/json-text.ts';
import { invalidInput } from '../errors.ts';
import { checkDefinition } from '../fields.ts';
import { RequiredText, SchemaId, VersionNumber } from '../input.ts';
import { resolveNumber } from '../resolve.ts';
import { operation } from './operation.ts';
import { dataFormatOf } from './schemas.ts';

/** Limit of the service model for the text of an error. */
const MAX_ERROR = 5000;

export const validityOperations = {
  CheckSchemaVersionValidity: operation(
    v.object({ DataFormat: RequiredText, SchemaDefinition: RequiredText }),
    async (_call, { DataFormat, SchemaDefinition }) => {
      const format = await formatOf(dataFormatOf(DataFormat));
      try {
        format.parse(checkDefinition(SchemaDefinition));
        return { Valid: true };
      } catch (error) {
        if (!(error instanceof DefinitionError)) throw error;
        return { Valid: false, Error: error.message.slice(0, MAX_ERROR) };
      }
    },
  ),

  GetSchemaVersionsDiff: operation(
    v.object({
      SchemaId,
      FirstSchemaVersionNumber: VersionNumber,
      SecondSchemaVersionNumber: VersionNumber,
      SchemaDiffType: RequiredText,
    }),
    (call, { SchemaId: id, FirstSchemaVersionNumber, SecondSchemaVersionNumber, SchemaDiffType }) => {
      if (SchemaDiffType !== 'SYNTAX_DIFF') throw invalidInput('Schema diff type is not valid.');
      const first = resolveNumber(call, { id, number: FirstSchemaVersionNumber });
      const second = resolveNumber(call, { id, number: SecondSchemaVersionNumber });
      const read = first.schema.row.dataFormat === 'PROTOBUF' ? (text: string) => text : parseJson;
      return { Diff: jsonPatch(read(first.row.definition), read(second.row.definition)) };
    },
  ),
};
