import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { LOCAL_CREDENTIALS } from '../../scripts/clients.ts';
import { credentialsFile } from '../../scripts/cloud/worker-access.ts';

const ROOT = join(import.meta.dirname, '../..');
const cwd = mkdtempSync(join(tmpdir(), 'docker-'));
after(() => rmSync(cwd, { recursive: true }));

test("the file that stands for the local side's credentials by hand is the one that the tasks write", async () => {
  const written = await credentialsFile({ aws: 'local' });
  const tracked = readFileSync(join(ROOT, 'configs/aws-local-credentials'), 'utf8');
  assert.equal(tracked.replace(/^#.*\n/, ''), written);
  assert.match(
    readFileSync(join(ROOT, 'compose-aws.yml'), 'utf8'),
    new RegExp(`S3PROXY_CREDENTIAL: ${LOCAL_CREDENTIALS.secretAccessKey}\n`),
  );
  assert.doesNotMatch(written, /session_token/);
});

test('Docker uses the upstream connectors unless told otherwise, the embedded runtime its own', () => {
  assert.equal(loadSettings({ env: { RUNTIME: 'docker' }, cwd }).connectors, 'upstream');
  assert.equal(loadSettings({ env: {}, cwd }).connectors, 'bundled');
});
