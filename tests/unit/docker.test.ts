import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as v from 'valibot';
import { loadSettings } from '../../configs/settings.ts';
import { LOCAL_CREDENTIALS } from '../../scripts/clients.ts';
import { credentialsFile } from '../../scripts/cloud/worker-access.ts';
import { composeCommand } from '../../scripts/runtime/docker/compose.ts';
import { plannedContainers } from '../../scripts/runtime/docker/plan.ts';
import { composeVariables } from '../../scripts/runtime/docker/variables.ts';
import { SERVICES } from '../../scripts/runtime/runtime.ts';

const ROOT = join(import.meta.dirname, '../..');
const cwd = mkdtempSync(join(tmpdir(), 'docker-'));
after(() => rmSync(cwd, { recursive: true }));

const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
const skip = hasCompose ? false : '`docker compose` is not installed here';
const { AWS_PROFILE: _profile, ...SHELL } = process.env;

const Config = v.object({
  name: v.string(),
  services: v.record(
    v.string(),
    v.object({
      image: v.string(),
      container_name: v.optional(v.string()),
      environment: v.optional(v.record(v.string(), v.nullable(v.string())), {}),
      healthcheck: v.optional(v.object({ test: v.array(v.string()) })),
      ports: v.optional(v.array(v.object({ host_ip: v.string(), published: v.string(), target: v.number() })), []),
      volumes: v.optional(v.array(v.object({ source: v.optional(v.string()), target: v.string() })), []),
    }),
  ),
});

const byHand = ['docker', 'compose', ...['kafka', 'connect', 'ui', 'aws'].flatMap((n) => ['-f', `compose-${n}.yml`])];

function config(command: readonly string[], variables: Record<string, string> = {}) {
  const [program = '', ...args] = [...command, ...(command.includes('*') ? [] : ['--profile', '*'])];
  const text = execFileSync(program, [...args, 'config', '--format', 'json'], {
    cwd: ROOT,
    env: { ...SHELL, ...variables },
    encoding: 'utf8',
  });
  return { text, ...v.parse(Config, JSON.parse(text)) };
}

function settingsOf(env: Record<string, string>) {
  return loadSettings({ env: { RUNTIME: 'docker', ...env }, cwd, options: { AWS: env['AWS'] } });
}

for (const name of ['kafka', 'connect', 'ui', 'aws']) {
  test(
    `compose-${name}.yml is a project that works by hand, with nothing that collides with a second one`,
    { skip },
    () => {
      const { services } = config(['docker', 'compose', '-f', `compose-${name}.yml`]);
      for (const [service, { container_name: fixed, image, healthcheck, ports }] of Object.entries(services)) {
        assert.equal(fixed, undefined);
        assert.match(image, /:\w*\d/, `${service} names no version`);
        if (service !== 'kpow') assert.ok(healthcheck, `${service} has no health check for \`up --wait\``);
        for (const { host_ip: address } of ports) assert.equal(address, '127.0.0.1');
      }
    },
  );
}

test('by hand and through the tasks the same containers come up', { skip }, () => {
  const tasks = config(
    composeCommand(settingsOf({})),
    composeVariables(settingsOf({ DOWNLOAD_DIR: join(ROOT, '.downloads') })),
  );
  assert.deepEqual(tasks.services, config(byHand).services);
  assert.equal(tasks.name, config(byHand).name);
});

for (const AWS of ['local', 'cloud']) {
  for (const CONNECTORS of ['bundled', 'upstream']) {
    test(`RUNTIME=docker AWS=${AWS} CONNECTORS=${CONNECTORS} is a project that compose takes`, { skip }, () => {
      const settings = settingsOf({ AWS, CONNECTORS });
      const { services } = config(composeCommand(settings), composeVariables(settings));
      const planned = SERVICES.flatMap((service) => plannedContainers(settings, service).map(({ name }) => name));
      assert.deepEqual(Object.keys(services).toSorted(), planned.toSorted());
      assert.equal(
        services['connect']?.environment['KAFKA_HEAP_OPTS'],
        CONNECTORS === 'bundled' ? '-Xmx384m' : '-Xmx1g',
      );
    });
  }
}

test('every port moves with PORT_OFFSET, and what brokers advertise moves along', { skip }, () => {
  const settings = settingsOf({ PORT_OFFSET: '1000' });
  const { services, name } = config(composeCommand(settings), composeVariables(settings));
  const published = Object.values(services).flatMap(({ ports }) => ports.map((port) => Number(port.published)));
  assert.deepEqual(new Set(published), new Set([30_092, 30_093, 30_094, 4000, 6050, 9080, 9083, 10_000]));
  assert.match(
    services['kafka-2']?.environment['KAFKA_ADVERTISED_LISTENERS'] ?? '',
    /EXTERNAL:\/\/127\.0\.0\.1:30093$/,
  );
  assert.equal(name, 'kafka-connect-workshop-1000');
});

test('no secret of the shell shows in what compose prints, and none is passed on', { skip }, () => {
  const hostile = { AWS_SECRET_ACCESS_KEY: 'top-secret', AWS_SESSION_TOKEN: 'token-secret', AWS_PROFILE: 'production' };
  const settings = settingsOf({ AWS: 'cloud' });
  const { text } = config(composeCommand(settings), { ...composeVariables(settings), ...hostile });
  assert.doesNotMatch(text, /top-secret|token-secret|production/);
});

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
