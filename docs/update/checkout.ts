import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loadSettings, portsOf } from '../../configs/settings.ts';
import { buildJvm } from '../../scripts/build.ts';
import { freePortOffset } from '../../scripts/lib/ports.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What a fresh clone does not have. */
const LEFT_OUT = new Set(['.git', 'node_modules', '.build', '.downloads', '.run', '.env', 'target', 'my', 'coverage']);
/** The reader's checkout, in outputs. */
const READERS = '~/workshop';
const IN_ADDRESS = /(?<=:)(\d+)\b( *)/g;
const IN_OUTPUT = /(?<=[:, ])(\d{4,5})\b( *)/g;

export interface Printed {
  readonly code: number | null;
  /** Lines as the reader sees them, without those of just that a task started and finished. */
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** The project as a reader has it after `npm ci`, on free ports: commands and outputs have the default ones. */
export interface Checkout extends AsyncDisposable {
  readonly folder: string;
  /** Runs a command of the reader's shell to its end. */
  run(command: string): Promise<Printed>;
}

/** Copies the project into a temporary folder; installed packages and the build of the JVM side are shared. */
export async function openCheckout(): Promise<Checkout> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'checkout-')));
  await cp(ROOT, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const settings = loadSettings({ options: { BUILD_DIR: join(ROOT, '.build') }, cwd: folder });
  await buildJvm(settings);
  const ports = portsOf(settings).map(({ port }) => port);
  const offset = await freePortOffset(ports);
  const env = { ...settings.environment, PORT_OFFSET: String(offset), BUILD_DIR: settings.buildDir };
  const toRun = (command: string) => movePorts(command, IN_ADDRESS, ports, offset);
  const own = ports.map((port) => port + offset);
  const toShow = (output: string) =>
    movePorts(output, IN_OUTPUT, own, -offset).replaceAll(folder, READERS).replaceAll(ROOT, READERS);
  const run = async (command: string): Promise<Printed> => {
    const { code, stdout, stderr } = await runInBash(toRun(command), folder, env);
    return { code, lines: readersLines(toShow(stdout)), stderr };
  };
  return {
    folder,
    run,
    [Symbol.asyncDispose]: async () => {
      await run('npx just clean');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Those of the ports that the text names, moved; where a column follows, its place stays. */
function movePorts(from: string, pattern: RegExp, ports: readonly number[], by: number): string {
  return from.replaceAll(pattern, (whole, port: string, space: string) => {
    if (!ports.includes(Number(port))) return whole;
    const moved = String(Number(port) + by);
    return `${moved}${space.length > 1 ? ' '.repeat(Math.max(0, port.length - moved.length)) : ''}${space}`;
  });
}

function readersLines(stdout: string): string[] {
  const lines = stdout.trimEnd().split('\n');
  return lines
    .map((line) => line.trimEnd().replace(/^\[[^\]]+\] ■ /, '■ '))
    .filter((line) => !/^■ (?:started|finished) '/.test(line))
    .filter((line, at, kept) => line !== '' || at < kept.length - 1);
}

async function runInBash(command: string, cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn('bash', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}
