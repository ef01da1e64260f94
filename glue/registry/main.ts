import { parseArgs } from 'node:util';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import { startRegistry } from './registry.ts';

/** Serves until SIGTERM or SIGINT; exits with the code of a WorkflowError when it cannot. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const { port, data, faults } = readArguments(args);
    const registry = await startRegistry({ port, dataDir: data, faults, log: say });
    say(`Glue Schema Registry is ready at ${registry.endpoint} (data in ${data})`);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        say(`Stopping on ${signal}`);
        registry.close().then(
          () => process.exit(0),
          (error: unknown) => fail(error),
        );
      });
    }
  } catch (error) {
    fail(error);
  }
}

function readArguments(args: readonly string[]) {
  const { port, data, faults = false } = parse(args);
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535 || data === undefined) throw badArguments();
  return { port: number, data, faults };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, data: { type: 'string' }, faults: { type: 'boolean' } },
    }).values;
  } catch (cause) {
    throw badArguments(cause);
  }
}

function badArguments(cause?: unknown): WorkflowError {
  return new WorkflowError('The registry needs `--port N --data DIR`, and takes `--faults`', { exitCode: 2, cause });
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

function fail(error: unknown): void {
  if (error instanceof WorkflowError) {
    process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`);
    process.exit(error.exitCode);
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(70);
}
