import { createRequire } from 'node:module';
import type * as Glue from '@aws-sdk/client-glue';
import type * as S3 from '@aws-sdk/client-s3';
import type * as KafkaJs from 'kafkajs';
import type fetchRequest from 'kafkajs/src/protocol/requests/fetch/v11/request.js';

/** `import()` of these reads all their files for names before it runs them: it takes half as long again. */
const require = createRequire(import.meta.url);

/** Loads the client of the Glue Schema Registry, which takes a tenth of a second, when it is first needed. */
export function loadGlue(): typeof Glue {
  return require('@aws-sdk/client-glue');
}

/** Loads the S3 client, which takes a tenth of a second, when it is first needed. */
export function loadS3(): typeof S3 {
  return require('@aws-sdk/client-s3');
}

/** Loads the Kafka client, which takes a tenth of a second, when it is first needed. */
export function loadKafka(): typeof KafkaJs {
  return require('kafkajs');
}

/** Loads what makes a Fetch request (version 11) for the Kafka client's own connections. */
export function loadFetchRequest(): typeof fetchRequest {
  return require('kafkajs/src/protocol/requests/fetch/v11/request.js');
}
