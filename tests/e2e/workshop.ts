import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loadSettings, portsOf } from '../../configs/settings.ts';
import type { Settings } from '../../configs/settings.ts';
import { freePortOffset, isPortFree } from '../../scripts/lib/ports.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Every command has shorter deadlines of its own; this one keeps a test that hangs for another reason from hanging. */
const COMMAND_TIMEOUT_MS = 15 * 60_000;

/** What a hostile shell might hold; in local mode none of it may matter. */
export const HOSTILE = {
  AWS: 'cloud',
  AWS_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'a-session-token',
  AWS_REGION: 'eu-north-1',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  AWS_DEFAULTS_MODE: 'auto',
};

export interface Finished {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly pid: number;
  readonly finished: Promise<Finished>;
}

/** A run of the product on free ports and in a folder of its own, in a hostile shell; everything is gone after it. */
export interface Workshop extends AsyncDisposable {
  readonly settings: Settings;
  /** What its commands are given besides; a later command sees what is changed here. */
  readonly env: Record<string, string>;
  /** Runs `npx just …` to its end. */
  just(...args: string[]): Promise<Finished>;
  /** The same, not waited for. */
  start(...args: string[]): RunningCommand;
  /** Runs it and expects it to succeed; resolves with its stdout. */
  ok(...args: string[]): Promise<string>;
}

/** More records, smaller files, a schedule of 5 s: what takes the tutorial minutes is there in seconds. */
const FAST = {
  'source.json': { 'global.throttle.ms': '20' },
  'sink.json': { 'flush.size': '50', 'rotate.schedule.interval.ms': '5000' },
} as const;

interface ConnectorChange {
  /** Another name for the connector. */
  readonly name?: string;
  /** Keys of its configuration; those that are undefined are taken out. */
  readonly config?: Readonly<Record<string, string | undefined>>;
}

/** Files of the tutorial's connectors, faster. */
export async function fastConnectors(dir: string): Promise<string> {
  const paths = [join(dir, 'source.json'), join(dir, 'sink.json')] as const;
  await Promise.all([writeConnector(paths[0], 'source.json'), writeConnector(paths[1], 'sink.json')]);
  return paths.join(',');
}

/** Writes one of those files with changes. */
export async function writeConnector(
  path: string,
  base: keyof typeof FAST,
  { name, config }: ConnectorChange = {},
): Promise<void> {
  const file: { name: string; config: object } = JSON.parse(await readFile(join(ROOT, 'configs', base), 'utf8'));
  const changed = { name: name ?? file.name, config: { ...file.config, ...FAST[base], ...config } };
  await writeFile(path, JSON.stringify(changed));
}

/** Opens one; `node` is the program that runs its commands. */
export async function openWorkshop(
  env: Readonly<Record<string, string>> = {},
  node = process.execPath,
): Promise<Workshop> {
  const runDir = await mkdtemp(join(tmpdir(), 'workshop-'));
  const offset = await freePortOffset(portsOf(loadSettings({ env, cwd: runDir })).map(({ port }) => port));
  const own: Record<string, string> = { ...env, RUN_DIR: runDir, PORT_OFFSET: String(offset) };
  const settings = loadSettings({ env: { ...process.env, ...own }, cwd: ROOT });
  const start = (...args: string[]) => startJust([node, ...args], { ...process.env, ...HOSTILE, ...own });
  const just = (...args: string[]) => start(...args).finished;
  return {
    settings,
    env: own,
    start,
    just,
    ok: async (...args) => {
      const { code, stdout, stderr } = await just(...args);
      assert.equal(code, 0, `\`just ${args.join(' ')}\` ended with ${code}\n${stdout}\n${stderr}`);
      return stdout;
    },
    [Symbol.asyncDispose]: async () => {
      await just('clean');
      await rm(runDir, { recursive: true, force: true });
      assert.deepEqual(await processesNaming(runDir), [], 'a process is left behind');
      for (const { name, port } of portsOf(settings))
        assert.ok(await isPortFree(port), `port ${port} of ${name} is left taken`);
    },
  };
}

function startJust([node, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv): RunningCommand {
  const child = spawn(node, [join(ROOT, 'node_modules/just-task/bin/just.js'), ...args], {
    cwd: ROOT,
    env,
    timeout: COMMAND_TIMEOUT_MS,
  });
  const finished = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr]) => ({ code: child.exitCode, stdout, stderr }),
  );
  return { pid: child.pid ?? -1, finished };
}

/** Command lines of the processes that name a folder. */
export async function processesNaming(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return commands.map((command) => command.replaceAll('\0', ' ')).filter((command) => command.includes(folder));
}
