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
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: 'string' }, data: { type: 'string' }, faults: { type: 'boolean' } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || values.data === undefined) {
    throw new WorkflowError('The registry needs `--port N --data DIR`', { exitCode: 2 });
  }
  return { port, data: values.data, faults: values.faults ?? false };
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
