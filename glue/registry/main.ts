import { WorkflowError } from '../../scripts/lib/errors.ts';
import { readArguments } from './arguments.ts';
import { startRegistry } from './registry.ts';

/** Serves until SIGTERM or SIGINT; exits with the code of a WorkflowError when it cannot. */
export async function main(args: readonly string[]): Promise<void> {
  // Whoever reads its lines may leave; those who use it stay.
  process.stdout.on('error', () => {});
  try {
    const { options, ...place } = readArguments(args);
    const registry = await startRegistry({ ...options, ...place, log: say, onWriteFailed: fail });
    say(`Glue Schema Registry is ready at ${registry.endpoint} (data in ${place.dataDir})`);
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
