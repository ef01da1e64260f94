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
