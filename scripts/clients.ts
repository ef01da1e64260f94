import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Kafka } from 'kafkajs';
import type { Settings } from '../configs/settings.ts';
import { loadGlue, loadKafka, loadS3 } from './lib/packages.ts';

/**
 * The credentials of the local stand-ins. Given to every client explicitly: an `AWS_PROFILE` or a key that happens to be
 * in the user's shell must neither be used nor be needed.
 */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local-workshop', secretAccessKey: 'local-workshop-secret' } as const;

/** What else a variable or a config file of the user's could change: an endpoint of their own is neither FIPS nor dual-stack. */
const LOCAL_CLIENT = {
  credentials: LOCAL_CREDENTIALS,
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  // `auto` asks the metadata service of EC2 for the region.
  defaultsMode: 'standard',
} as const;

/** A service that accepts a connection and then says nothing must not hold a command up for ever. */
export const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 30_000, throwOnRequestTimeout: true } as const;

/** verify has eight partitions at once, each with one object that it reads and eight on their way; 50 is the default. */
const S3_SOCKETS = { maxSockets: 128 } as const;
const S3_CLIENT = {
  requestHandler: { ...TIMEOUTS, httpAgent: S3_SOCKETS, httpsAgent: S3_SOCKETS },
  // verify holds every byte against the topic, which says more than a checksum that takes JavaScript as long.
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

/** On Node.js 20 the SDK warns at every import that its releases of 2027 will want a newer one. */
export function silenceVersionWarning(): void {
  // oxlint-disable-next-line node/no-process-env -- the SDK reads nothing else
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
}

/** A client of the Glue Schema Registry in `region`. Close it with `destroy()`. */
export async function glueClient(settings: Settings, region: string): Promise<GlueClient> {
  silenceVersionWarning();
  const { GlueClient } = loadGlue();
  if (settings.aws === 'cloud') return new GlueClient({ region, requestHandler: TIMEOUTS });
  return new GlueClient({
    region,
    endpoint: settings.glueEndpoint,
    ...LOCAL_CLIENT,
    requestHandler: TIMEOUTS,
  });
}

/** A client of S3 in `region`. Close it with `destroy()`. */
export async function s3Client(settings: Settings, region: string): Promise<S3Client> {
  silenceVersionWarning();
  const { S3Client } = loadS3();
  if (settings.aws === 'cloud') return new S3Client({ region, forcePathStyle: hasOwnEndpoint(settings), ...S3_CLIENT });
  return new S3Client({
    region,
    endpoint: settings.s3Endpoint,
    ...LOCAL_CLIENT,
    forcePathStyle: true,
    ...S3_CLIENT,
  });
}

let isSilenced = false;

/** kafkajs computes negative time-outs (tulios/kafkajs#1751), which Node.js 24 reports at every connection. */
function silenceTimeoutWarning(): void {
  if (isSilenced) return;
  isSilenced = true;
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning, ...rest: unknown[]) => {
    if (rest[0] !== 'TimeoutNegativeWarning') Reflect.apply(emitWarning, undefined, [warning, ...rest]);
  };
}

/** An endpoint of one's own rarely has a DNS name for every bucket. */
function hasOwnEndpoint({ cloudEndpoints }: Settings): boolean {
  return 'AWS_ENDPOINT_URL_S3' in cloudEndpoints || 'AWS_ENDPOINT_URL' in cloudEndpoints;
}

/** A Kafka client that gives up within seconds when no broker answers. Each admin or consumer made from it is closed by its user. */
export async function kafkaClient(settings: Settings): Promise<Kafka> {
  const { Kafka, logLevel } = loadKafka();
  silenceTimeoutWarning();
  return new Kafka({
    clientId: 'workshop',
    brokers: [...settings.bootstrap],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2000,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1000 },
  });
}
