import { invalidInput } from './errors.ts';

/** Limits of the service model (api 2017-03-31), in characters. */
const NAME = /^[a-zA-Z0-9-_$#.]+$/;
const ARN = /^arn:aws(-(cn|us-gov|iso(-[bef])?))?:glue:.*/;
const VERSION_ID = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/;
/** Literally a range from `+` to `=` in the model: `,`, `:`, `;` and `<` are in, a space, `~` and `>` are out. */
const METADATA = /^[a-zA-Z0-9+-=._./@]+$/;
const MAX_DESCRIPTION = 2048;
const MAX_DEFINITION = 170_000;
const MAX_TAGS = 50;

/** Refuses a registry or schema name of wrong length or with other characters; `parameter` is its name in the text. */
export function checkName(value: string, parameter: 'registryName' | 'schemaName'): void {
  checkLength(value, parameter, { min: 1, max: 255 });
  checkPattern(value, parameter, NAME);
}

/** Refuses what is no Glue ARN. */
export function checkArn(value: string, parameter: 'registryArn' | 'schemaArn'): void {
  checkLength(value, parameter, { min: 1, max: 10_240 });
  checkPattern(value, parameter, ARN);
}

/** Refuses an id that is no UUID in lower case. */
export function checkVersionId(value: string): void {
  checkPattern(value, 'SchemaVersionId', VERSION_ID);
}

/** Refuses a description above 2048 characters. */
export function checkDescription(value: string | undefined): void {
  checkLength(value ?? '', 'description', { min: 0, max: MAX_DESCRIPTION });
}

/** Refuses a definition that is missing, blank or above 170,000 characters, and returns it. */
export function checkDefinition(value: string | undefined): string {
  const text = value ?? '';
  checkLength(text, 'schemaDefinition', { min: 1, max: MAX_DEFINITION });
  checkPattern(text, 'schemaDefinition', /\S/);
  return text;
}

/** Refuses a metadata key or value of wrong length or with other characters. */
export function checkMetadata({ key, value }: { readonly key: string; readonly value: string }): void {
  checkLength(key, 'key', { min: 1, max: 128 });
  checkPattern(key, 'key', METADATA);
  checkLength(value, 'value', { min: 1, max: 256 });
  checkPattern(value, 'value', METADATA);
}

/** Refuses more than 50 tags. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > MAX_TAGS) throw invalidInput('New Tags cannot be empty or more than 50');
  for (const [key, value] of Object.entries(tags)) {
    checkLength(key, 'key', { min: 1, max: 128 });
    checkLength(value, 'value', { min: 0, max: 256 });
  }
}

function checkLength(value: string, parameter: string, { min, max }: { readonly min: number; readonly max: number }) {
  if (value.length >= min && value.length <= max) return;
  throw invalidInput(`The resource name contains too many or too few characters. Parameter Name: ${parameter}`);
}

function checkPattern(value: string, parameter: string, pattern: RegExp): void {
  if (pattern.test(value)) return;
  throw invalidInput(
    `The parameter value contains one or more characters that are not valid. Parameter Name: ${parameter}`,
  );
}
