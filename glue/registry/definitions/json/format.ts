import { Ajv } from 'ajv';
import Ajv04 from 'ajv-draft-04';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import { canonicalText } from '../canonical.ts';
import { DefinitionError, type Definition, type Format } from '../format.ts';
import { isJsonObject, JsonTextError, parseJson, type Json } from '../json-text.ts';

const DRAFT_04 = /^https?:\/\/json-schema\.org\/draft-04\/schema#?$/;

/** JSON Schema definitions, drafts 04, 06 and 07: never compared, as the service is reported to do (awslabs #494). */
export const jsonFormat: Format = { dataFormat: 'JSON', parse, incompatibilities: () => [] };

const draft04Validator = new Ajv04.default({ strict: false, validateFormats: false });
const validator = new Ajv({ strict: false, validateFormats: false }).addMetaSchema(draft06);

function parse(text: string): Definition {
  try {
    const json = parseJson(text);
    checkSchema(text, json);
    return { canonical: canonicalText(json) };
  } catch (error) {
    if (error instanceof JsonTextError) throw new DefinitionError(error.message, { cause: error });
    throw error;
  }
}

/** Holds the definition against the meta-schema that it names; draft-07 where it names none. */
function checkSchema(text: string, json: Json): void {
  const named = isJsonObject(json) ? json.get('$schema') : undefined;
  const ajv = typeof named === 'string' && DRAFT_04.test(named) ? draft04Validator : validator;
  const schema: unknown = JSON.parse(text);
  if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema))) {
    throw new DefinitionError('A JSON schema is an object or a boolean');
  }
  try {
    if (ajv.validateSchema(schema) === true) return;
  } catch (cause) {
    throw new DefinitionError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  throw new DefinitionError(ajv.errorsText(ajv.errors, { dataVar: '#' }));
}
