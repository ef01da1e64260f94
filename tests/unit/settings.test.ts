import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, test } from 'node:test';
import { loadSettings, portsOf } from '../../configs/settings.ts';

const cwd = mkdtempSync(join(tmpdir(), 'settings-'));
after(() => rmSync(cwd, { recursive: true }));

test('names every bad setting at once, so one run is enough to correct them all', () => {
  const env = { RUNTIME: 'podman', PORT_OFFSET: 'ten', KAFKA_HEAP: '1 GB', CONNECT_PORT: '70000' };
  assert.throws(
    () => loadSettings({ env, cwd }),
    (error: Error) => {
      for (const name of Object.keys(env)) assert.match(error.message, new RegExp(name));
      assert.match(error.message, /got `ten`/);
      return 'exitCode' in error && error.exitCode === 2;
    },
  );
});

test('takes a setting from the shell before `.env`, and an empty one as not set', () => {
  writeFileSync(join(cwd, '.env'), 'CONNECT_PORT=8100\nGLUE_PORT=5100\nS3_PORT=\n');
  const { connectPort, gluePort, s3Port } = loadSettings({ env: { GLUE_PORT: '5200' }, cwd });
  assert.deepEqual([connectPort, gluePort, s3Port], [8100, 5200, 9000]);
  rmSync(join(cwd, '.env'));
});

test('does not take AWS from the shell: an exported variable alone must never reach a real account', () => {
  assert.equal(loadSettings({ env: { AWS: 'cloud' }, cwd }).aws, 'local');
});

test('hands no AWS_ variable of the shell on to a child process', () => {
  const env = { PATH: '/bin', AWS_PROFILE: 'production', AWS_SECRET_ACCESS_KEY: 'secret' };
  assert.deepEqual(loadSettings({ env, cwd }).environment, { PATH: '/bin' });
});

test('moves every port together with PORT_OFFSET, so two checkouts run side by side', () => {
  const ports = (env: Record<string, string>) => portsOf(loadSettings({ env, cwd })).map(({ port }) => port);
  assert.deepEqual(
    ports({ PORT_OFFSET: '100' }),
    ports({}).map((port) => port + 100),
  );
});

test('refuses a port that two services would share, naming both', () => {
  assert.throws(() => loadSettings({ env: { S3_PORT: '29093' }, cwd }), /port 29093 is used by both S3 and broker 2/);
});

describe('a `.env` with a slip', () => {
  const dir = mkdtempSync(join(tmpdir(), 'settings-'));
  after(() => rmSync(dir, { recursive: true }));
  const load = (text: string) => {
    writeFileSync(join(dir, '.env'), text);
    return loadSettings({ env: {}, cwd: dir });
  };

  it('is refused when its last line was cut, instead of using the default', () => {
    assert.throws(() => load('RUN_DIR=/tmp/x\n\n# ports\nPORT_OFFS'), /line 4 of \.env sets nothing: PORT_OFFS/);
  });

  it('is refused when a setting is misspelt by a letter; variables of other tools are none of our business', () => {
    assert.throws(
      () => load('PORT_OFFSE=5\nGLUEPORT=1\n'),
      /PORT_OFFSE is not a setting, PORT_OFFSET is\n +GLUEPORT is not/,
    );
    const ours = 'export PORT_OFFSET=7 # moved';
    assert.equal(load(`KAFKA_HOST=10.0.0.1\nFOO: bar\nKEY="a\nb"\n${ours}\n`).connectPort, 8090);
  });

  it('is refused when it is a folder', () => {
    rmSync(join(dir, '.env'));
    mkdirSync(join(dir, '.env'));
    assert.throws(
      () => loadSettings({ env: {}, cwd: dir }),
      /^WorkflowError: Bad settings:\n +.*cannot be read: EISDIR/,
    );
  });
});
