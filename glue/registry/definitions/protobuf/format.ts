import { DefinitionError, type Definition, type Format } from '../format.ts';

/** Protobuf definitions: the text itself tells them apart, line ends aside; they are never compared. */
export const protobufFormat: Format = { dataFormat: 'PROTOBUF', parse };

/** What every proto file with a definition in it begins a line with. */
const KEYWORD = /^\s*(syntax|edition|package|import|option|message|enum|service)\b/m;

function parse(text: string): Definition {
  if (!KEYWORD.test(text)) {
    const word = /\S+?\b/.exec(text)?.[0] ?? '';
    throw new DefinitionError(`Syntax error in :1:1: unexpected label: ${word}`);
  }
  return { canonical: text.replaceAll('\r\n', '\n'), incompatibilitiesWith: () => [] };
}
