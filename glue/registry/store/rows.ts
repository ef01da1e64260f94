import * as v from 'valibot';

export const DATA_FORMATS = ['AVRO', 'JSON', 'PROTOBUF'] as const;
export type DataFormat = (typeof DATA_FORMATS)[number];

export const COMPATIBILITIES = [
  'NONE',
  'DISABLED',
  'BACKWARD',
  'BACKWARD_ALL',
  'FORWARD',
  'FORWARD_ALL',
  'FULL',
  'FULL_ALL',
] as const;
export type Compatibility = (typeof COMPATIBILITIES)[number];

const Tags = v.record(v.string(), v.string());
/** Milliseconds since the epoch. */
const Time = v.number();

const RegistryRow = v.object({
  scope: v.string(),
  name: v.string(),
  description: v.optional(v.string()),
  tags: Tags,
  createdTime: Time,
  updatedTime: Time,
});

const SchemaRow = v.object({
  scope: v.string(),
  registry: v.string(),
  name: v.string(),
  dataFormat: v.picklist(DATA_FORMATS),
  compatibility: v.picklist(COMPATIBILITIES),
  description: v.optional(v.string()),
  tags: Tags,
  checkpoint: v.number(),
  /** Numbers are never used twice, so this is stored and not derived. */
  nextVersion: v.number(),
  createdTime: Time,
  updatedTime: Time,
});

const VersionRow = v.object({
  scope: v.string(),
  registry: v.string(),
  schema: v.string(),
  id: v.string(),
  number: v.number(),
  status: v.picklist(['AVAILABLE', 'PENDING', 'FAILURE']),
  /** The text as it was first registered, byte for byte. */
  definition: v.string(),
  /** Equal for definitions that count as equal. */
  fingerprint: v.string(),
  createdTime: Time,
  /** When a PENDING version is decided. */
  dueTime: v.optional(Time),
  /** When it was decided; missing where that was at once. */
  settledTime: v.optional(Time),
});

const MetadataRow = v.object({
  scope: v.string(),
  versionId: v.string(),
  key: v.string(),
  value: v.string(),
  createdTime: Time,
});

/** One step of the log: a row as it is from now on, or what is gone. Removing takes everything below with it. */
export const Change = v.variant('type', [
  v.object({ type: v.literal('registry'), row: RegistryRow }),
  v.object({ type: v.literal('schema'), row: SchemaRow }),
  v.object({ type: v.literal('version'), row: VersionRow }),
  v.object({ type: v.literal('metadata'), row: MetadataRow }),
  v.object({ type: v.literal('registry-removed'), scope: v.string(), name: v.string() }),
  v.object({ type: v.literal('schema-removed'), scope: v.string(), registry: v.string(), name: v.string() }),
  v.object({ type: v.literal('version-removed'), scope: v.string(), id: v.string() }),
  v.object({
    type: v.literal('metadata-removed'),
    scope: v.string(),
    versionId: v.string(),
    key: v.string(),
    value: v.string(),
  }),
]);

export type RegistryRow = v.InferOutput<typeof RegistryRow>;
export type SchemaRow = v.InferOutput<typeof SchemaRow>;
export type VersionRow = v.InferOutput<typeof VersionRow>;
export type MetadataRow = v.InferOutput<typeof MetadataRow>;
export type Change = v.InferOutput<typeof Change>;
