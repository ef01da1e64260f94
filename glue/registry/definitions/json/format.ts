import { Ajv } from 'ajv';
import Ajv04 from 'ajv-draft-04';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import { canonicalText } from '../canonical.ts';
import { DefinitionError, type Definition, type Format } from '../format.ts';
import { JsonTextError, parseJson } from '../json-text.ts';

const DRAFT_04 = /^http:\/\/json-schema\.org\/draft-04\/schema#?$/;
const SECURE_DRAFT = /^https(:\/\/json-schema\.org\/draft-0[467]\/schema#?)$/;

/** JSON Schema definitions, drafts 04, 06 and 07: never compared, as the service is reported to do (awslabs #494). */
export const jsonFormat: Format = { dataFormat: 'JSON', parse, incompatibilities: () => [] };

const draft04Validator = new Ajv04.default({ strict: false, validateFormats: false });
const validator = new Ajv({ strict: false, validateFormats: false }).addMetaSchema(draft06);

function parse(text: string): Definition {
  try {
    const json = parseJson(text);
    checkSchema(text);
    return { canonical: canonicalText(json) };
  } catch (error) {
    if (error instanceof JsonTextError) throw new DefinitionError(error.message, { cause: error });
    throw error;
  }
}

/** Holds the definition against the meta-schema that it names; draft-07 where it names none. */
function checkSchema(text: string): void {
  const schema: unknown = JSON.parse(text);
  if (typeof schema === 'boolean') return;
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new DefinitionError('A JSON schema is an object or a boolean');
  }
  const named = '$schema' in schema ? schema.$schema : undefined;
  // The drafts call themselves `http`; ajv knows them by no other name.
  const $schema = typeof named === 'string' ? named.replace(SECURE_DRAFT, 'http$1') : named;
  const ajv = typeof $schema === 'string' && DRAFT_04.test($schema) ? draft04Validator : validator;
  if (!isValid(ajv, $schema === undefined ? schema : { ...schema, $schema })) {
    throw new DefinitionError(ajv.errorsText(ajv.errors, { dataVar: '#' }));
  }
}

function isValid(ajv: Ajv | Ajv04.default, schema: object): boolean {
  try {
    return ajv.validateSchema(schema) === true;
  } catch (cause) {
    // What is left of the stack decides, so no number is named.
    if (cause instanceof RangeError)
      throw new DefinitionError('The schema is nested too deep to be checked', { cause });
    throw new DefinitionError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
