/** A definition that Avro's own parser would refuse, for the reason in the message. */
export class AvroParseError extends Error {
  override readonly name = 'AvroParseError';
}

export interface AvroName {
  /** Without the namespace. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly fullName: string;
}

/** Java's `Character.isLetter` and `isLetterOrDigit`, which look at UTF-16 units: beyond the first plane are no letters. */
const NAME = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;
const BEYOND = /[\u{10000}-\u{10FFFF}]/u;

/** Reads a name as `Schema.Name` does: a dot in it wins over the given namespace. Throws {@link AvroParseError}. */
export function readName(text: string, namespace: string | undefined): AvroName {
  const dot = text.lastIndexOf('.');
  const name = checkName(text.slice(dot + 1));
  const space = (dot < 0 ? namespace : text.slice(0, dot)) || undefined;
  return { name, namespace: space, fullName: space === undefined ? name : `${space}.${name}` };
}

/** Refuses what is no Avro name, with the words of Avro 1.11. */
export function checkName(name: string): string {
  if (name === '') throw new AvroParseError('Empty name');
  if (NAME.test(name) && !BEYOND.test(name)) return name;
  const start = /^[\p{L}_]/u.test(name.charAt(0));
  throw new AvroParseError(`Illegal ${start ? 'character in' : 'initial character'}: ${name}`);
}
