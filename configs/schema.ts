import * as v from 'valibot';
import { IMAGE_SETTINGS } from './images.ts';
import { LICENSE_SETTINGS } from './kpow-license.ts';

const whole = (fallback: string, min: number, max: number) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.regex(/^\d+$/, (issue) => `needs a whole number, got \`${issue.input}\``),
    v.transform(Number),
    v.minValue(min, (issue) => `must be at least ${min}, got ${issue.input}`),
    v.maxValue(max, (issue) => `must be at most ${max}, got ${issue.input}`),
  );

const portNumber = (fallback: number) => whole(String(fallback), 1, 65_535);

const oneOf = <const T extends readonly string[]>(values: T, fallback: T[number]) =>
  v.optional(
    v.picklist(values, (issue) => `must be one of ${values.join(', ')}, got ${issue.received}`),
    fallback,
  );

/** Bytes of a size such as `64m`. */
function bytesOf(size: string): number {
  return Number.parseInt(size) * (size.endsWith('g') ? 1024 ** 3 : 1024 ** 2);
}

const heap = (fallback: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.regex(/^\d+[mg]$/, (issue) => `needs a size such as \`256m\` or \`1g\`, got \`${issue.input}\``),
  );

/** Every setting by its name, with its default and what it must look like. */
export const Schema = v.object({
  RUNTIME: oneOf(['embedded', 'docker'], 'embedded'),
  AWS: oneOf(['local', 'cloud'], 'local'),
  /** Where it is not set it follows from RUNTIME. */
  CONNECTORS: v.optional(
    v.picklist(['bundled', 'upstream'], (issue) => `must be one of bundled, upstream, got ${issue.received}`),
  ),
  PORT_OFFSET: whole('0', 0, 30_000),
  KAFKA_PORT: portNumber(29_092),
  CONNECT_PORT: portNumber(8083),
  GLUE_PORT: portNumber(5050),
  S3_PORT: portNumber(9000),
  UI_PORT: portNumber(8080),
  KPOW_PORT: portNumber(3000),
  GLUE_FAULTS: oneOf(['off', 'on'], 'off'),
  KAFKA_HEAP: heap('256m'),
  CONNECT_HEAP: v.optional(heap('')),
  S3_HEAP: heap('128m'),
  UI_HEAP: heap('512m'),
  VERIFY_KEY_MEMORY: v.pipe(heap('64m'), v.transform(bytesOf)),
  ...IMAGE_SETTINGS,
  ...LICENSE_SETTINGS,
  COMPOSE_PROJECT_NAME: v.optional(v.string(), ''),
  RUN_DIR: v.optional(v.string(), '.run'),
  BUILD_DIR: v.optional(v.string(), '.build'),
  DOWNLOAD_DIR: v.optional(v.string(), '.downloads'),
  DOWNLOAD_MIRROR: v.optional(
    v.pipe(v.string(), v.url('must be an address such as `https://mirror.example/files`')),
    undefined,
  ),
  CONNECTOR_FILES: v.optional(v.string(), ''),
  RULES_FILE: v.optional(v.string(), ''),
  JAVA_HOME: v.optional(v.string(), ''),
});
