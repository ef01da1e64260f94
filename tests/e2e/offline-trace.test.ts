import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOffline, whyNoNamespace, works } from './loopback-only.ts';

/** Stops every thread of every JVM at each signal: it takes twice as long as `offline.test.ts`, which counts in the kernel. */
const TRACER = 'strace --seccomp-bpf -f -qq -e trace=connect -o "$OUT/trace"';

const skip =
  whyNoNamespace() || (works('strace', '-f', '-o', '/dev/null', 'true') ? false : 'strace cannot trace here');

test('every connect() of every process with AWS=local goes to loopback', { skip }, async () => {
  const { code, output, trace } = await runOffline(TRACER);
  assert.equal(code, 0, output);
  assert.match(output, /proved/i);
  const written = trace.matchAll(/(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"/g);
  const addresses = [...written].flatMap(([, address]) => address ?? []);
  assert.ok(addresses.length > 100, 'the trace shows no connections at all');
  const foreign = addresses.filter((address) => !/^127\.|^::1$|^::ffff:127\./.test(address));
  assert.deepEqual([...new Set(foreign)], []);
});
