import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as v from 'valibot';
import { loadSettings } from '../../../configs/settings.ts';
import type { Settings } from '../../../configs/settings.ts';
import { awsFiles, writeAwsFiles } from '../../../scripts/runtime/docker/aws-files.ts';
import { COMPOSE } from '../../../scripts/runtime/docker/compose.ts';
import { containersOf } from '../../../scripts/runtime/docker/plan.ts';
import { composeVariables, startVariables } from '../../../scripts/runtime/docker/variables.ts';
import { createRunFolder } from '../../../scripts/runtime/run-folder.ts';
import { SERVICES } from '../../../scripts/runtime/runtime.ts';
import { openCompose } from './compose.ts';

const ROOT = join(import.meta.dirname, '../../..');
const cwd = mkdtempSync(join(tmpdir(), 'docker-'));
after(() => rmSync(cwd, { recursive: true }));

const compose = await openCompose();
const skip = typeof compose === 'string' ? compose : false;
after(() => (typeof compose === 'string' ? undefined : compose[Symbol.asyncDispose]()));
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
      volumes: v.optional(
        v.array(
          v.object({
            type: v.string(),
            source: v.optional(v.string()),
            target: v.string(),
            bind: v.optional(v.object({ create_host_path: v.optional(v.boolean(), false) })),
          }),
        ),
        [],
      ),
    }),
  ),
});

const byHand = ['docker', 'compose', ...['kafka', 'connect', 'ui', 'aws'].flatMap((n) => ['-f', `compose-${n}.yml`])];

function config(command: readonly string[], variables: Record<string, string> = {}) {
  const [program = '', ...args] = [...command, ...(command.includes('*') ? [] : ['--profile', '*'])];
  const text = execFileSync(program, [...args, 'config', '--format', 'json'], {
    cwd: ROOT,
    env: { ...SHELL, ...(typeof compose === 'string' ? {} : compose.env), ...variables },
    encoding: 'utf8',
  });
  return { text, ...v.parse(Config, JSON.parse(text)) };
}

function settingsOf(env: Record<string, string>) {
  return loadSettings({ env: { RUNTIME: 'docker', ...env }, cwd, options: { AWS: env['AWS'] } });
}

const ACCOUNT = {
  AWS_ACCESS_KEY_ID: 'AKIDSECRET',
  AWS_SECRET_ACCESS_KEY: 'top-secret',
  AWS_SESSION_TOKEN: 'token-secret',
  AWS_PROFILE: '',
};

/** Writes what a start would, by somebody who has these credentials. */
async function writeFiles(settings: Settings): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, ACCOUNT);
  await createRunFolder(settings);
  await writeAwsFiles(settings);
  process.env = before;
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

test('by hand and through the tasks the same containers come up', { skip }, async () => {
  const settings = settingsOf({ DOWNLOAD_DIR: join(ROOT, '.downloads') });
  await writeFiles(settings);
  const started = await Promise.all((['ui', 'aws', 'kafka'] as const).map((each) => startVariables(settings, each)));
  const tasks = config(COMPOSE, Object.assign(composeVariables(settings), ...started));
  assert.deepEqual(tasks.services, config(byHand).services);
  assert.equal(tasks.name, config(byHand).name);
});

for (const AWS of ['local', 'cloud']) {
  for (const CONNECTORS of ['bundled', 'upstream']) {
    test(`RUNTIME=docker AWS=${AWS} CONNECTORS=${CONNECTORS} is a project that compose takes`, { skip }, async () => {
      const settings = settingsOf({ AWS, CONNECTORS, RUN_DIR: join(cwd, `${AWS}-${CONNECTORS}`) });
      await writeFiles(settings);
      const { services } = config(COMPOSE, composeVariables(settings));
      const planned = SERVICES.flatMap((service) => containersOf(settings, service).map(({ name }) => name));
      assert.deepEqual(Object.keys(services).toSorted(), planned.toSorted());
      const endpoints = ['connect', 'kafka-ui', 'kpow'].flatMap((name) =>
        Object.keys(services[name]?.environment ?? {}).filter((variable) => /ENDPOINT/.test(variable)),
      );
      // With AWS=cloud nothing may lead to the stand-ins.
      assert.equal(endpoints.length, AWS === 'cloud' ? 0 : 9);
      assert.equal(
        services['connect']?.environment['KAFKA_HEAP_OPTS'],
        CONNECTORS === 'bundled' ? '-Xmx384m' : '-Xmx1g',
      );
    });
  }
}

test('where something to mount is missing Docker says so, and makes no folder of it', { skip }, () => {
  const { services } = config(byHand);
  const made = Object.values(services).flatMap(({ volumes }) =>
    volumes.filter(({ bind, source }) => bind?.create_host_path && !existsSync(source ?? '')),
  );
  assert.deepEqual(made, []);
});

test('every port moves with PORT_OFFSET, and what brokers advertise moves along', { skip }, () => {
  const settings = settingsOf({ PORT_OFFSET: '1000' });
  const { services, name } = config(COMPOSE, composeVariables(settings));
  const published = Object.values(services).flatMap(({ ports }) => ports.map((port) => Number(port.published)));
  assert.deepEqual(new Set(published), new Set([30_092, 30_093, 30_094, 4000, 6050, 9080, 9083, 10_000]));
  assert.match(
    services['kafka-2']?.environment['KAFKA_ADVERTISED_LISTENERS'] ?? '',
    /EXTERNAL:\/\/127\.0\.0\.1:30093$/,
  );
  assert.equal(name, 'kafka-connect-workshop-1000');
});

test('no secret of the shell shows in what compose prints, and none is passed on but in a file', { skip }, async () => {
  const settings = settingsOf({ AWS: 'cloud', RUN_DIR: join(cwd, 'run') });
  await writeFiles(settings);
  const { text, services } = config(COMPOSE, {
    ...composeVariables(settings),
    ...ACCOUNT,
  });
  assert.match(readFileSync(awsFiles(settings).credentials, 'utf8'), /top-secret\naws_session_token = token-secret\n/);
  assert.doesNotMatch(text, /AKIDSECRET|top-secret|token-secret/);
  for (const name of ['connect', 'kafka-ui', 'kpow']) {
    const given = Object.entries(services[name]?.environment ?? {}).filter(([variable]) => variable.startsWith('AWS_'));
    const allowed = ['AWS_CONFIG_FILE', 'AWS_EC2_METADATA_DISABLED', 'AWS_REGION', 'AWS_SHARED_CREDENTIALS_FILE'];
    assert.deepEqual(
      given.map(([variable]) => variable).filter((variable) => !allowed.includes(variable)),
      [],
      name,
    );
  }
});
