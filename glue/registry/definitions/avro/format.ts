import { canonicalText } from '../canonical.ts';
import { DefinitionError, type Definition, type Format } from '../format.ts';
import { JsonTextError, parseJson } from '../json-text.ts';
import { readerIncompatibilities } from './compatibility.ts';
import { AvroParseError } from './names.ts';
import { parseAvro } from './parse.ts';
import type { AvroSchema } from './schema.ts';

/** Avro definitions, parsed and compared as Avro 1.11.4 for Java does. */
export const avroFormat: Format = { dataFormat: 'AVRO', parse };

function parse(text: string): Definition {
  const { canonical, schema } = read(text);
  return { canonical, incompatibilitiesWith: (writer) => readerIncompatibilities(schema, read(writer).schema) };
}

function read(text: string): { readonly canonical: string; readonly schema: AvroSchema } {
  try {
    const json = parseJson(text);
    return { canonical: canonicalText(json), schema: parseAvro(json) };
  } catch (error) {
    if (error instanceof JsonTextError || error instanceof AvroParseError) {
      throw new DefinitionError(error.message, { cause: error });
    }
    throw error;
  }
}
