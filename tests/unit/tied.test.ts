import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { startTimeOf } from '../../scripts/lib/process-table.ts';
import { runTied } from '../../scripts/lib/tied.ts';
import { waitFor } from '../../scripts/lib/wait.ts';

const env = { PATH: process.env['PATH'] ?? '' };
const TIED = new URL('../../scripts/lib/tied.ts', import.meta.url).href;

test('gives every line of both streams and the exit code', async () => {
  const lines: string[] = [];
  const script = 'echo one; echo two >&2; echo "three  $1"; exit 3';
  const code = await runTied({ command: ['sh', '-c', script, 'sh', 'with spaces'], env }, (line) => lines.push(line));
  assert.deepEqual([code, lines], [3, ['one', 'two', 'three  with spaces']]);
});

for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM'] as const) {
  test(`the program ends with a starter that ${signal} ends`, async () => {
    const script = `
      const { runTied } = await import(${JSON.stringify(TIED)});
      await runTied({ command: ['sh', '-c', 'echo $$; exec sleep 600'], env: process.env }, console.log);`;
    const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    const [output] = await once(starter.stdout, 'data');
    const pid = Number(String(output));
    assert.ok(await startTimeOf(pid));
    starter.kill(signal);
    const gone = async () => ((await startTimeOf(pid)) ? undefined : true);
    await waitFor(`pid ${pid} to end`, gone, { timeoutMs: 30_000, intervalMs: 10 });
  });
}
