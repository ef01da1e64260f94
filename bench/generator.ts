import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import * as v from 'valibot';
import source from '../configs/source.json' with { type: 'json' };
import { loadSettings } from '../configs/settings.ts';
import { buildJvm } from '../scripts/build.ts';
import { findBuild } from '../scripts/build/find.ts';
import { START_FAST, javaCommand } from '../scripts/lib/java.ts';
import { table } from '../scripts/lib/table.ts';

const Answer = v.object({ records: v.number(), recordsPerSecond: v.number() });

/** The worker's flags give up the second compiler for a quick start; what that costs is shown beside the JVM's defaults. */
const JVMS: Readonly<Record<string, readonly string[]>> = { "the worker's": START_FAST, default: [] };

/**
 * How many records a second one task of the generator makes of the tutorial's configuration without a throttle, Kafka and
 * converter left out. `--records N` sets the length of each of three rounds, of which the last counts.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { records: { type: 'string', default: '1000000' } } });
  const settings = loadSettings();
  await buildJvm(settings);
  const { build, jdk } = await findBuild(settings);
  const folder = await mkdtemp(join(tmpdir(), 'bench-generator-'));
  try {
    const file = join(folder, 'source.properties');
    await writeFile(file, properties({ ...source.config, 'global.throttle.ms': '0' }));
    const program = {
      main: 'workshop.generator.GeneratorBenchmark',
      args: [values.records, file],
      classPath: `${join(build.pluginPath, 'data-generator', '*')}:${build.kafkaClassPath}`,
      heap: settings.connectHeap,
      properties: {},
    };
    const rates: Record<string, number> = {};
    for (const [name, flags] of Object.entries(JVMS)) {
      const [java, ...rest] = javaCommand(jdk.java, program, { flags });
      const { stdout } = await promisify(execFile)(java, rest);
      rates[name] = v.parse(Answer, JSON.parse(stdout)).recordsPerSecond;
    }
    const rows = Object.entries(rates).map(([name, rate]) => [name, String(rate)]);
    const figures = {
      bench: 'generator',
      cores: availableParallelism(),
      node: process.version,
      java: jdk.major,
      records: Number(values.records),
      recordsPerSecond: rates,
    };
    process.stdout.write(
      `${table(['JVM flags', 'records/s of a task'], rows).join('\n')}\n\n${JSON.stringify(figures)}\n`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A faker expression holds `#`, `{` and quotes, which mean nothing to a properties file; a backslash would. */
function properties(config: Readonly<Record<string, string>>): string {
  return Object.entries(config)
    .map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
}
