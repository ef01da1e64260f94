import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { readPlan } from '../../scripts/plan.ts';

/** For each setting, what its value puts into the plan, and its other value does not. */
const SHOWN = {
  RUNTIME: { embedded: /^connect .*Kafka Connect from Maven Central/m, docker: /^connect .*\(compose-connect\.yml\)/m },
  AWS: { local: /^glue http:\/\/127\.0\.0\.1:5050 /m, cloud: /^bucket kafka-dev-ap-southeast-2 .*your AWS account/m },
  CONNECTORS: {
    bundled: /^both connectors .*jvm\/ of this project/m,
    upstream: /^s3-sink .*hub-downloads\.confluent\.io/m,
  },
} as const;

for (const RUNTIME of ['embedded', 'docker'] as const) {
  for (const AWS of ['local', 'cloud'] as const) {
    for (const CONNECTORS of ['bundled', 'upstream'] as const) {
      test(`the plan of ${RUNTIME}, ${AWS} and ${CONNECTORS} says what would start and from where`, async () => {
        const parts = await readPlan(loadSettings({ options: { RUNTIME, AWS, CONNECTORS }, env: {}, cwd: '/nowhere' }));
        const text = parts.map(({ name, address, source }) => `${name} ${address ?? ''} ${source}`).join('\n');
        const chosen = { RUNTIME, AWS, CONNECTORS };
        for (const [setting, values] of Object.entries(SHOWN)) {
          for (const [value, pattern] of Object.entries(values))
            assert.equal(
              pattern.test(text),
              Object.values(chosen).some((each) => each === value),
              `${setting} ${value}\n${text}`,
            );
        }
        assert.match(text, /^kafka-3 127\.0\.0\.1:29094 /m);
        assert.match(text, /^order-sink .*configs\/sink\.json$/m);
      });
    }
  }
}
