import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import { refusal } from '../../scripts/cloud/refusal.ts';
import { containerAwsVariables, credentialsFile } from '../../scripts/cloud/worker-access.ts';
import { awsEnvironment } from '../../scripts/runtime/embedded/environment.ts';

const cwd = mkdtempSync(join(tmpdir(), 'cloud-'));
after(() => rmSync(cwd, { recursive: true }));

const CALL = { action: 's3:PutObject', resource: 'bucket b', region: 'eu-west-1' };

function named(name: string, httpStatusCode = 400): Error {
  return Object.assign(new Error('said by AWS'), { name, $metadata: { httpStatusCode } });
}

const ANSWERS: readonly (readonly [Error, RegExp])[] = [
  [named('RequestExpired'), /have expired \(RequestExpired\)/],
  [named('UnrecognizedClientException'), /does not take these credentials/],
  [named('InvalidAccessKeyId', 403), /does not take these credentials/],
  [named('AuthorizationHeaderMalformed'), /bucket b is not in eu-west-1/],
  [named('NoSuchBucket', 404), /There is no bucket b in eu-west-1/],
  [named('Unknown', 403), /AWS denies s3:PutObject on the bucket b/],
  [named('ThrottlingException', 429), /s3:PutObject on the bucket b failed: said by AWS/],
  [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), /failed: ECONNREFUSED/],
];

for (const [error, sentence] of ANSWERS) {
  test(`tells ${error.name} ${error.message} in a sentence of its own, with a remedy`, () => {
    const told = refusal(error, CALL);
    assert.match(told.message, sentence);
    assert.ok(told.hint);
    assert.equal(told.cause, error);
  });
}

test('a refusal that may be about a name taken by another account says so', () => {
  const { hint } = refusal(named('Forbidden', 403), { ...CALL, otherwise: 'Change the name.' });
  assert.match(hint ?? '', /^Add it to the policy; .* Change the name\.$/);
});

test('AWS=cloud in `.env` is enough, and the only way', () => {
  writeFileSync(join(cwd, '.env'), 'AWS=cloud\n');
  assert.equal(loadSettings({ env: { AWS: 'local' }, cwd }).aws, 'cloud');
  rmSync(join(cwd, '.env'));
  assert.equal(loadSettings({ env: { AWS: 'cloud' }, cwd }).aws, 'local');
});

test('with AWS=local no endpoint of the shell is followed; with AWS=cloud the worker follows it too', async () => {
  const env = { AWS_ENDPOINT_URL_S3: 'http://elsewhere', AWS_PROFILE: 'production', AWS_SECRET_ACCESS_KEY: 'secret' };
  const local = loadSettings({ env, cwd });
  const cloud = loadSettings({ env, cwd, options: { AWS: 'cloud' } });
  assert.equal(awsEnvironment(local, 'eu-west-1')['AWS_ENDPOINT_URL_S3'], local.s3Endpoint);
  assert.equal((await containerAwsVariables(local))['AWS_ENDPOINT_URL_S3'], 'http://s3:9000');
  for (const variables of [awsEnvironment(cloud, 'eu-west-1'), await containerAwsVariables(cloud)]) {
    assert.equal(variables['AWS_ENDPOINT_URL_S3'], 'http://elsewhere');
    assert.doesNotMatch(JSON.stringify(variables), /production|"secret"/);
  }
});

test('an unset session token is left out of the credentials file, a set one is in it', async () => {
  const before = { ...process.env };
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' });
  delete process.env['AWS_PROFILE'];
  delete process.env['AWS_SESSION_TOKEN'];
  const lasting = await credentialsFile({ aws: 'cloud' });
  process.env['AWS_SESSION_TOKEN'] = 'a-token';
  const temporary = await credentialsFile({ aws: 'cloud' });
  process.env = before;
  assert.equal(lasting, '[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n');
  assert.match(temporary, /^aws_session_token = a-token$/m);
});
