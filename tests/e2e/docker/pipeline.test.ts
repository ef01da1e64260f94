import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { test } from 'node:test';
import * as v from 'valibot';
import { $ } from 'zx/core';
import { fetchWithin } from '../../../scripts/lib/fetch.ts';
import { formatBytes } from '../../../scripts/lib/format.ts';
import { waitFor } from '../../../scripts/lib/wait.ts';
import { composeVariables, startVariables } from '../../../scripts/runtime/docker/variables.ts';
import { serveMirror } from '../mirror.ts';
import { fastConnectors, openWorkshop } from '../workshop.ts';
import { openContainers } from './containers.ts';

const ROOT = join(import.meta.dirname, '../../..');

const Status = v.object({ services: v.array(v.object({ name: v.string(), memory: v.optional(v.number(), 0) })) });

const Report = v.object({
  verdict: v.string(),
  faults: v.array(v.object({ kind: v.string(), exitCode: v.number() })),
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

const LICENSE = {
  LICENSE_ID: 'id',
  LICENSE_CODE: 'code',
  LICENSEE: 'A B',
  LICENSE_EXPIRY: '2030',
  LICENSE_SIGNATURE: 's',
};

test('the compose files bring the pipeline up, through the death of a broker, and down', async (t) => {
  const opened = await openContainers();
  if (typeof opened === 'string') return t.skip(opened);
  await using engine = opened;
  t.diagnostic(
    `stand-ins for ${engine.standIns.join(', ')}: they prove the compose files and real Kafka, not the official images`,
  );
  const files = await mkdtemp(join(tmpdir(), 'connectors-'));
  const mirror = await serveMirror();
  t.after(async () => {
    mirror.server.close();
    await rm(files, { recursive: true });
  });
  await using workshop = await openWorkshop({
    ...engine.env,
    RUNTIME: 'docker',
    CONNECTORS: 'bundled',
    GLUE_FAULTS: 'on',
    CONNECTOR_FILES: await fastConnectors(files),
    DOWNLOAD_DIR: join(files, 'downloads'),
    DOWNLOAD_MIRROR: mirror.url,
  });
  const { shell } = engine;
  const project = workshop.settings.composeProject;
  const mine = `label=com.docker.compose.project=${project}`;

  const { settings } = workshop;
  const byHand = $({
    quiet: true,
    cwd: ROOT,
    env: {
      ...process.env,
      ...engine.env,
      ...composeVariables(settings),
      ...(await startVariables(settings, 'connect')),
    },
  });

  await t.test('the four files come up by hand, one after another, from images that are here', async () => {
    assert.match(await workshop.ok('download'), /Confluent S3 sink connector 12\.1\.9: downloaded/);
    await byHand`docker compose -f compose-aws.yml up -d --wait --build --pull never`;
    for (const name of ['kafka', 'connect', 'ui'])
      await byHand`docker compose -f ${`compose-${name}.yml`} up -d --wait --pull never`;
    const { stdout } = await shell`docker ps --filter ${mine} --format ${'{{.Status}}'}`;
    assert.deepEqual(
      stdout.split('\n').filter((line) => line !== '' && !line.includes('(healthy)')),
      [],
    );
    await byHand`docker compose -f compose-ui.yml down`;
  });

  await t.test(
    '`up` takes them as they are, also where the port of kafka-ui is taken; a second one changes nothing',
    async () => {
      const holder = createServer().listen(settings.uiPort, settings.host);
      const screen = await workshop.ok('up');
      const again = await workshop.ok('up');
      const refused = await workshop.just('ui:up');
      holder.close();
      for (const name of ['glue', 's3', 'kafka-1', 'kafka-2', 'kafka-3', 'connect'])
        assert.match(screen, new RegExp(`^${name} .*running .*MiB`, 'm'));
      assert.doesNotMatch(screen, /Started /);
      assert.match(screen, /Created connector order-sink/);
      assert.match(again, /Everything was up already; nothing changed\./);
      assert.equal(refused.code, 2);
      assert.match(refused.stdout + refused.stderr, /Port \d+ \(kafka-ui, UI_PORT\) is taken by/);
    },
  );

  await t.test('the registry can be made to fail, as in the embedded runtime', async () => {
    assert.match(await workshop.ok('registry:fault'), /No faults are set/);
  });

  await t.test('`verify` proves the data as it does in the embedded runtime', async () => {
    assert.match(await workshop.ok('verify'), /proved/i);
    const { services } = v.parse(Status, JSON.parse(await workshop.ok('status', '--json')));
    const used = services.flatMap(({ name, memory }) => (memory ? `${name} ${formatBytes(memory)}` : []));
    t.diagnostic(`memory: ${used.join(', ')}, all ${formatBytes(sum(services.map(({ memory }) => memory)))}`);
  });

  await t.test('Kafka, Connect, the registry and S3 need no root', async () => {
    for (const name of ['kafka-1', 'connect', 'glue', 's3']) {
      const { stdout } = await shell`docker exec ${`${project}-${name}-1`} id -u`;
      assert.equal(stdout.trim(), '1000', name);
    }
  });

  await t.test('a killed broker is seen, `up` brings it back, and nothing is lost', async () => {
    await shell`docker kill ${`${project}-kafka-2-1`}`;
    assert.match(await workshop.ok('status'), /^kafka-2 .*stopped/m);
    const { code, stdout } = await workshop.just('verify', '--timeout', '90', '--json');
    const { verdict, faults } = v.parse(Report, JSON.parse(stdout));
    assert.equal(code, 5, stdout);
    assert.equal(verdict, 'unhealthy');
    assert.deepEqual(
      faults.filter(({ exitCode }) => exitCode !== 5),
      [],
    );
    assert.ok(faults.some(({ kind }) => kind === 'broker-missing'));
    assert.match(await workshop.ok('up'), /Started kafka-2/);
    assert.match(await workshop.ok('verify'), /proved/i);
  });

  await t.test('`ui:up` starts kafka-ui, and Kpow only with its licence', async () => {
    const { uiPort, kpowPort, host } = workshop.settings;
    const without = await workshop.ok('ui:up');
    assert.match(without, /Started kafka-ui\n/);
    assert.match(without, new RegExp(`kafka-ui is healthy at http://${host}:${uiPort}`));
    assert.match(without, /Kpow was left out: set the five variables of its free licence, LICENSE_ID/);
    Object.assign(workshop.env, LICENSE);
    const withLicense = await workshop.ok('ui:up');
    assert.match(withLicense, /Started kpow\n/);
    const answer = async () => (await fetchWithin(5000, `http://${host}:${kpowPort}`)).text();
    assert.match(await waitFor('Kpow', answer, { timeoutMs: 60_000 }), /registry\/online-order$/);
    assert.match(await workshop.ok('doctor'), /Services .*kafka-ui, kpow/);
    assert.match(await workshop.ok('ui:down'), /Stopped kafka-ui, kpow/);
    assert.match(await workshop.ok('doctor'), /Services .*connect/);
  });

  await t.test('downloaded connectors go into the same worker', async () => {
    await workshop.ok('connect:down');
    workshop.env['CONNECTORS'] = 'upstream';
    const screen = await workshop.ok('up');
    assert.match(screen, /Started connect/);
    assert.match(await workshop.ok('verify'), /proved/i);
  });

  await t.test('`logs` shows what a container printed', async () => {
    assert.match(await workshop.ok('logs', 'kafka-1'), /INFO .*\((?:kafka|org\.apache\.kafka|state\.change)/);
  });

  await t.test('`down` keeps the data, `down --volumes` lists and deletes it', async () => {
    await workshop.ok('down');
    assert.equal((await shell`docker ps -aq --filter ${mine}`).stdout, '');
    // An image of an earlier glue/.
    await shell`docker tag ${settings.images.NODE_IMAGE} ${settings.images.GLUE_IMAGE}`;
    assert.match(await workshop.ok('aws:up'), /Started glue, s3/);
    // Left from before a change to an account: they are stopped and deleted with the rest.
    const screen = await workshop.ok('down', '--volumes', '--aws', 'cloud');
    assert.match(screen, new RegExp(`Deletes volume ${project}_kafka-1`));
    assert.match(screen, new RegExp(`Deletes volume ${project}_s3`));
    assert.match(screen, /Stopped glue, s3/);
    assert.equal((await shell`docker volume ls -q --filter ${mine}`).stdout, '');
    assert.equal((await shell`docker network ls -q --filter ${mine}`).stdout, '');
  });
});
