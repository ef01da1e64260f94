import { invalidInput } from '../errors.ts';
import { DefinitionError, type Definition, type Format } from './format.ts';

/** Reads a definition. Throws an InvalidInputException with the parser's text when it is none. */
export function readDefinition(format: Format, text: string): Definition {
  try {
    return format.parse(text);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    throw invalidInput(`Schema definition of ${format.dataFormat} data format is invalid: ${error.message}`);
  }
}
