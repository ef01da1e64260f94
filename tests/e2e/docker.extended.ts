import assert from 'node:assert/strict';
import { test } from 'node:test';
import { $ } from 'zx/core';
import { loadSettings } from '../../configs/settings.ts';
import { buildJvm } from '../../scripts/build.ts';
import { startEngine, whyNoDocker } from './docker/engine.ts';
import { buildStandIns } from './docker/stand-ins.ts';
import { openWorkshop } from './workshop.ts';

const skip = await whyNoDocker();

test('the compose files bring the pipeline up, through the death of a broker, and down', { skip }, async (t) => {
  await using engine = await startEngine();
  const settings = loadSettings({ env: process.env });
  await buildJvm(settings);
  await buildStandIns(settings, engine.env);
  await using workshop = await openWorkshop({ ...engine.env, RUNTIME: 'docker', CONNECTORS: 'bundled' });
  const docker = $({ quiet: true, env: { ...process.env, ...engine.env } });
  const project = workshop.settings.composeProject;
  const mine = `label=com.docker.compose.project=${project}`;

  await t.test('`up` starts every container and names it; a second one changes nothing', async () => {
    const screen = await workshop.ok('up');
    for (const name of ['glue', 's3', 'kafka-1', 'kafka-2', 'kafka-3', 'connect'])
      assert.match(screen, new RegExp(`^${name} .*running .*MiB`, 'm'));
    assert.match(await workshop.ok('up'), /Everything was up already; nothing changed\./);
  });

  await t.test('`verify` proves the data as it does in the embedded runtime', async () => {
    assert.match(await workshop.ok('verify'), /proved/i);
  });

  await t.test('health checks hold with what the images have, so `up --wait` works by hand', async () => {
    const { stdout } = await docker`docker ps --filter ${mine} --format ${'{{.Names}} {{.Status}}'}`;
    const unhealthy = stdout.split('\n').filter((line) => line !== '' && !line.includes('(healthy)'));
    assert.deepEqual(unhealthy, []);
  });

  await t.test('only Kafka, Connect and the registry need no root', async () => {
    for (const name of ['kafka-1', 'connect', 'glue']) {
      const { stdout } = await docker`docker exec ${`${project}-${name}-1`} id -u`;
      assert.equal(stdout.trim(), '1000', name);
    }
  });

  await t.test('a killed broker is seen, `up` brings it back, and nothing is lost', async () => {
    await docker`docker kill ${`${project}-kafka-2-1`}`;
    assert.match(await workshop.ok('status'), /^kafka-2 .*stopped/m);
    assert.equal((await workshop.just('verify', '--timeout', '90')).code, 5);
    assert.match(await workshop.ok('up'), /Started kafka-2/);
    assert.match(await workshop.ok('verify'), /proved/i);
  });

  await t.test('`logs` shows what a container printed', async () => {
    assert.match(await workshop.ok('logs', 'kafka-1'), /INFO .*\((?:kafka|org\.apache\.kafka|state\.change)/);
  });

  await t.test('`down` keeps the data, `down --volumes` lists and deletes it', async () => {
    await workshop.ok('down');
    assert.equal((await docker`docker ps -aq --filter ${mine}`).stdout, '');
    assert.match(await workshop.ok('down', '--volumes'), new RegExp(`Deletes volume ${project}_kafka-1`));
    assert.equal((await docker`docker volume ls -q --filter ${mine}`).stdout, '');
    assert.equal((await docker`docker network ls -q --filter ${mine}`).stdout, '');
  });
});
