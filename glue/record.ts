import { deflateSync, inflateSync } from 'node:zlib';

const HEADER_VERSION = 0x03;
const NO_COMPRESSION = 0x00;
const ZLIB = 0x05;
/** Header version, compression byte, 16 bytes of schema version id. */
const HEADER_BYTES = 18;
/** A compressed body may not inflate beyond this: a few damaged or hostile bytes would fill the memory otherwise. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export type Compression = 'none' | 'zlib';

export interface GlueRecord {
  /** Lower-case UUID of the schema version that wrote the body. */
  readonly schemaVersionId: string;
  readonly compression: Compression;
  /** The bare datum, inflated: Avro binary, JSON text, or a Protobuf message index and message. */
  readonly body: Buffer;
}

/** A value that is not framed as the Glue serializers do it; the texts are those of AWS's own Java deserializer. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/** Takes the Glue header off a record value. Throws {@link RecordError} when the header or the zlib stream is damaged. */
export function decodeRecord(value: Buffer): GlueRecord {
  if (value.length < HEADER_BYTES) {
    throw new RecordError(`Data is not compatible with schema registry size: ${value.length}`);
  }
  if (value[0] !== HEADER_VERSION) throw new RecordError('Invalid schema registry header version byte in data');
  const compression = compressionOf(value[1]);
  const rest = value.subarray(HEADER_BYTES);
  return { schemaVersionId: readUuid(value), compression, body: compression === 'zlib' ? inflate(rest) : rest };
}

/** Frames a body as AWS's serializer would; only the body is compressed. Throws when the id is no UUID. */
export function encodeRecord(
  schemaVersionId: string,
  body: Buffer,
  { compression = 'none' }: { readonly compression?: Compression } = {},
): Buffer {
  if (!UUID.test(schemaVersionId)) throw new RecordError(`Schema version id is not a UUID: ${schemaVersionId}`);
  return Buffer.concat([
    Buffer.from([HEADER_VERSION, compression === 'zlib' ? ZLIB : NO_COMPRESSION]),
    Buffer.from(schemaVersionId.replaceAll('-', ''), 'hex'),
    compression === 'zlib' ? deflateSync(body) : body,
  ]);
}

function compressionOf(byte: number | undefined): Compression {
  if (byte === NO_COMPRESSION) return 'none';
  if (byte === ZLIB) return 'zlib';
  throw new RecordError('Invalid schema registry compression byte in data');
}

function readUuid(value: Buffer): string {
  const hex = value.toString('hex', 2, HEADER_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function inflate(stream: Buffer): Buffer {
  try {
    return inflateSync(stream, { maxOutputLength: MAX_BODY_BYTES });
  } catch (cause) {
    throw new RecordError(`Compressed body of ${stream.length} bytes cannot be inflated`, { cause });
  }
}
