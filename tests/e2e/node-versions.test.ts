import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { $ } from 'zx/core';
import { fastConnectors, openWorkshop } from './workshop.ts';

const dir = await mkdtemp(join(tmpdir(), 'node-versions-'));
after(() => rm(dir, { recursive: true }));

/** The npm packages that carry the programs of Node.js are for these. */
const skip =
  platform() === 'linux' && ['x64', 'arm64'].includes(arch()) ? false : 'npm has no Node.js for this machine';

for (const version of ['22', '24']) {
  test(
    `Node.js ${version} brings the pipeline up, proves it and takes it down, without a warning`,
    { skip },
    async () => {
      const name = `node-linux-${arch()}`;
      const home = join(dir, version);
      await $({ quiet: true, timeout: '3m' })`npm install --no-save --prefix ${home} ${name}@${version}`;
      const node = join(home, 'node_modules', name, 'bin/node');
      await using workshop = await openWorkshop({ CONNECTOR_FILES: await fastConnectors(dir) }, node);
      for (const command of ['up', 'verify', 'status', 'down']) {
        const { code, stdout, stderr } = await workshop.just(command);
        assert.equal(code, 0, `${command}: ${stdout}${stderr}`);
        assert.doesNotMatch(stderr, /Warning/);
      }
    },
  );
}
