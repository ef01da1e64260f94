import { canonicalText } from '../canonical.ts';
import { DefinitionError, type Definition, type Format } from '../format.ts';
import { JsonTextError, parseJson } from '../json-text.ts';
import { readerIncompatibilities } from './compatibility.ts';
import { AvroParseError } from './names.ts';
import { parseAvro } from './parse.ts';
import type { AvroSchema } from './schema.ts';

/** Avro definitions, parsed and compared as Avro 1.11.4 for Java does. */
export const avroFormat: Format = {
  dataFormat: 'AVRO',
  parse,
  incompatibilities: (reader, writer) => readerIncompatibilities(schemaOf(reader), schemaOf(writer)),
};

const schemas = new WeakMap<Definition, AvroSchema>();

function parse(text: string): Definition {
  try {
    const json = parseJson(text);
    const definition = {
      // Asked for once where many definitions are only compared.
      get canonical() {
        return canonicalText(json);
      },
    };
    schemas.set(definition, parseAvro(json));
    return definition;
  } catch (error) {
    if (error instanceof JsonTextError || error instanceof AvroParseError) {
      throw new DefinitionError(error.message, { cause: error });
    }
    throw error;
  }
}

function schemaOf(definition: Definition): AvroSchema {
  const schema = schemas.get(definition);
  if (!schema) throw new TypeError('Not a definition that the Avro format has read');
  return schema;
}
