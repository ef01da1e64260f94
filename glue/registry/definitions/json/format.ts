import { canonicalText } from '../canonical.ts';
import { DefinitionError, type Definition, type Format } from '../format.ts';
import { JsonTextError, parseJson } from '../json-text.ts';

/** JSON Schema definitions: read and told apart, never compared, as the service is reported to do (awslabs #494). */
export const jsonFormat: Format = { dataFormat: 'JSON', parse };

function parse(text: string): Definition {
  try {
    return { canonical: canonicalText(parseJson(text)), incompatibilitiesWith: () => [] };
  } catch (error) {
    if (error instanceof JsonTextError) throw new DefinitionError(error.message, { cause: error });
    throw error;
  }
}
