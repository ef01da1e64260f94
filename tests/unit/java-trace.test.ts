import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../../scripts/lib/java-trace.ts';

const TRACE = `org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler
\tat org.apache.kafka.connect.runtime.errors.RetryWithToleranceOperator.execAndHandleError(RetryWithToleranceOperator.java:260)
Caused by: org.apache.kafka.connect.errors.DataException: Converting byte[] to Kafka Connect data failed
\t... 13 more
Caused by: com.amazonaws.services.schemaregistry.exception.AWSSchemaRegistryException: Didn't find secondary deserializer.
\tat com.amazonaws.services.schemaregistry.deserializers.Deserializer.deserialize(Deserializer.java:1)
`;

test('sixty lines of trace become the innermost cause', () => {
  assert.equal(causeOf(TRACE), "AWSSchemaRegistryException: Didn't find secondary deserializer.");
});

test('a trace without a cause is its first line', () => {
  assert.equal(causeOf('java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)'), 'IllegalStateException: no');
});

test('a sentence of our own sink is preferred to what the AWS SDK says below it', () => {
  const trace = [
    'org.apache.kafka.connect.errors.ConnectException: Bucket `b` does not exist: create it',
    '\tat workshop.s3sink.S3SinkTask.verifyBucket(S3SinkTask.java:90)',
    'Caused by: workshop.s3sink.store.StoreException: Bucket `b` does not exist: create it',
    'Caused by: software.amazon.awssdk.services.s3.model.NoSuchBucketException: (Service: S3, Status Code: 404)',
  ].join('\n');
  assert.equal(causeOf(trace), 'Bucket `b` does not exist: create it');
});
