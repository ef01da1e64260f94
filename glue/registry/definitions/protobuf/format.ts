import protobuf from 'protobufjs';
import { DefinitionError, type Definition, type Format } from '../format.ts';

/** Protobuf definitions: the text itself tells them apart, line ends aside; they are never compared. */
export const protobufFormat: Format = { dataFormat: 'PROTOBUF', parse, incompatibilities: () => [] };

/** What a statement of a proto file can begin with; the service names the first word that is none of them. */
const LABELS = new Set([
  'syntax',
  'edition',
  'package',
  'import',
  'option',
  'message',
  'enum',
  'service',
  'extend',
  'export',
  'local',
]);

function parse(text: string): Definition {
  const first = /^\s*(\w+)/.exec(text)?.[1];
  if (first !== undefined && !LABELS.has(first))
    throw new DefinitionError(`Syntax error in ${place(text, first)}: unexpected label: ${first}`);
  try {
    protobuf.parse(text, { keepCase: true });
  } catch (cause) {
    throw new DefinitionError(`Syntax error: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return { canonical: text.replaceAll('\r\n', '\n') };
}

/** File name (there is none), line and column, counted from one. */
function place(text: string, word: string): string {
  const before = text.slice(0, text.indexOf(word));
  return `:${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`;
}
