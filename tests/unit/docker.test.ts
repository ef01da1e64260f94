import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { loadSettings } from '../../configs/settings.ts';
import type { Settings } from '../../configs/settings.ts';
import { LOCAL_CREDENTIALS } from '../../scripts/clients.ts';
import { credentialsFile } from '../../scripts/cloud/worker-access.ts';
import { docker } from '../../scripts/runtime/docker.ts';
import { awsFiles } from '../../scripts/runtime/docker/aws-files.ts';
import { listContainers, listVolumes } from '../../scripts/runtime/docker/containers.ts';
import { composeVariables, startVariables } from '../../scripts/runtime/docker/variables.ts';
import { embedded, prepareRunFolder } from '../../scripts/runtime/embedded.ts';
import { runPaths } from '../../scripts/runtime/run-folder.ts';

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

test('Kpow is started only with its whole licence, from `.env` or from the shell', () => {
  const license = { LICENSE_ID: 'id', LICENSE_CODE: 'code', LICENSEE: 'A B', LICENSE_EXPIRY: '2030' };
  const lines = Object.entries(license).map(([name, value]) => `${name}="${value}"\n`);
  writeFileSync(join(cwd, '.env'), lines.join(''));
  assert.equal(loadSettings({ env: {}, cwd }).kpowLicense, undefined);
  const settings = loadSettings({ env: { LICENSE_SIGNATURE: 's' }, cwd });
  rmSync(join(cwd, '.env'));
  assert.deepEqual(settings.kpowLicense, { ...license, LICENSE_SIGNATURE: 's' });
  assert.equal(composeVariables(settings)['LICENSEE'], 'A B');
});

test('the management apps are shown the registry of the connector files', async () => {
  const file = join(cwd, 'source.json');
  const config = { 'value.converter.registry.name': 'mine', 'value.converter.region': 'eu-west-1' };
  writeFileSync(file, JSON.stringify({ name: 'source', config }));
  const settings = loadSettings({ env: { RUNTIME: 'docker', CONNECTOR_FILES: file }, cwd });
  assert.deepEqual(await startVariables(settings, 'ui'), {
    GLUE_REGION: 'eu-west-1',
    GLUE_REGISTRY: 'mine',
    GLUE_REGISTRY_ARN: 'arn:aws:glue:eu-west-1:000000000000:registry/mine',
  });
});

test('the credentials of an embedded worker go with it', async () => {
  const settings = { ...loadSettings({ env: {}, cwd }), runDir: join(cwd, 'run') };
  const { etcFile } = runPaths(settings);
  await prepareRunFolder(settings);
  await embedded(settings).stop('connect');
  assert.equal(existsSync(etcFile('aws-credentials')), false);
});

/** Settings with which `docker` is this script. */
function settingsWithDocker(script: string): Settings {
  const bin = mkdtempSync(join(cwd, 'bin-'));
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return loadSettings({ env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` }, cwd });
}

test('the credentials of containers go with the last of them', async () => {
  const settings = { ...settingsWithDocker('exit 0'), aws: 'cloud', runDir: join(cwd, 'docker-run') } as const;
  const { credentials } = awsFiles(settings);
  mkdirSync(dirname(credentials), { recursive: true });
  writeFileSync(credentials, '');
  await docker(settings).stop('kafka');
  assert.equal(existsSync(credentials), false);
});

test('stand-ins that run from before a change to AWS=cloud are seen when it comes to stopping, and only then', async () => {
  const glue = '{"ID":"1","Name":"glue-1","Service":"glue","State":"running","ExitCode":0}';
  const settings = { ...settingsWithDocker(`case "$*" in *" ps "*) echo '${glue}' ;; esac`), aws: 'cloud' } as const;
  assert.deepEqual(await docker(settings).status('aws'), []);
  assert.deepEqual(await docker(settings).stop('aws'), ['glue']);
});

test('a command of Docker that failed is named as it can be typed', async () => {
  const settings = settingsWithDocker('echo broken >&2; exit 1');
  await assert.rejects(listVolumes(settings), /^WorkflowError: `docker volume ls --filter [^`]*` failed:\n[^]*broken/);
  await assert.rejects(
    listContainers(settings),
    /^WorkflowError: `docker compose … ps --all --format json` failed:\n[^]*broken/,
  );
});

test('Docker uses the upstream connectors unless told otherwise, the embedded runtime its own', () => {
  assert.equal(loadSettings({ env: { RUNTIME: 'docker' }, cwd }).connectors, 'upstream');
  assert.equal(loadSettings({ env: {}, cwd }).connectors, 'bundled');
});
