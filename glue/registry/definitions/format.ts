import type { DataFormat } from '../store/rows.ts';

/** A definition that was read by its format. */
export interface Definition {
  /** The same text for all that count as equal. */
  readonly canonical: string;
}

export interface Incompatibility {
  readonly type: string;
  readonly message: string;
  /** JSON pointer into the reading definition. */
  readonly path: string;
}

/** What the registry does with one data format. */
export interface Format {
  readonly dataFormat: DataFormat;
  /** Throws {@link DefinitionError} with the parser's text when it is no definition. */
  readonly parse: (text: string) => Definition;
  /** Why the reader cannot read data written with the writer; empty when it can. Both come from this format's `parse`. */
  readonly incompatibilities: (reader: Definition, writer: Definition) => readonly Incompatibility[];
}

/** A text that is no definition of its data format; the message is the parser's. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

/** The format's implementation; parsers from other packages are loaded when they are needed first. */
export async function formatOf(dataFormat: DataFormat): Promise<Format> {
  switch (dataFormat) {
    case 'AVRO':
      return (await import('./avro/format.ts')).avroFormat;
    case 'JSON':
      return (await import('./json/format.ts')).jsonFormat;
    case 'PROTOBUF':
      return (await import('./protobuf/format.ts')).protobufFormat;
    default:
      return dataFormat satisfies never;
  }
}
