import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startRegistry } from '../../glue/registry/registry.ts';
import { isCi } from './ci.ts';

const BOTO3 = 'boto3==1.44.5';
const SCRIPT = join(import.meta.dirname, '../python/registry.py');
const run = promisify(execFile);
const PREPARING = { stdio: 'pipe', timeout: 180_000 } as const;

const folder = mkdtempSync(join(tmpdir(), 'registry-boto3-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A Python with boto3 in it, or the reason why there is none; in CI only a missing Python is one. */
function preparePython(): { readonly python?: string; readonly reason?: string } {
  if (spawnSync('python3', ['--version']).status !== 0) return { reason: 'there is no python3' };
  try {
    execFileSync('python3', ['-m', 'venv', folder], PREPARING);
    const python = join(folder, 'bin/python');
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', BOTO3], PREPARING);
    return { python };
  } catch (error) {
    if (isCi) throw error;
    return { reason: `there is no Python with ${BOTO3}: ${String(error).split('\n')[0]}` };
  }
}

describe('boto3', () => {
  it('case 6 (sure: T): raises its own error classes, reads code and message, and pages through everything', async (test) => {
    const { python = '', reason } = preparePython();
    if (reason) return test.skip(reason);
    await using registry = await startRegistry();
    const { stdout } = await run(python, [SCRIPT, registry.endpoint], { timeout: 60_000 });
    const { request_id: requestId, versions, ...seen } = JSON.parse(stdout);
    assert.match(requestId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      versions,
      Array.from({ length: 30 }, (_, index) => index + 1),
    );
    assert.deepEqual(seen, {
      missing: ['EntityNotFoundException', 'Registry is not found. RegistryName: nope, RegistryArn: null'],
      status: 400,
      duplicate: 'Registry already exists. RegistryName: r1',
      pages: [25, 5],
      schemas: 30,
      latest: [30, 'AVAILABLE', '{"type": "fixed", "name": "F", "size": 28}'],
      registries: ['r1'],
    });
  });
});
