import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSettings, portsOf } from '../configs/settings.ts';
import type { Settings } from '../configs/settings.ts';
import { createAwsResources } from '../scripts/aws.ts';
import { buildJvm } from '../scripts/build.ts';
import { findBuild } from '../scripts/build/find.ts';
import { putConnectorConfig } from '../scripts/connect-api.ts';
import { stopConnect } from '../scripts/connect.ts';
import { removeConnector } from '../scripts/connectors.ts';
import { stopAll } from '../scripts/down.ts';
import { startKafka } from '../scripts/kafka.ts';
import { WorkflowError } from '../scripts/lib/errors.ts';
import { formatBytes } from '../scripts/lib/format.ts';
import { freePortOffset } from '../scripts/lib/ports.ts';
import { table } from '../scripts/lib/table.ts';
import { waitFor } from '../scripts/lib/wait.ts';
import { runtimeOf } from '../scripts/runtime/runtime.ts';
import { fetchConnectFile } from './sink/connect-file.ts';
import { type Contender, contenders, FLUSH_SIZE, s3Config, TOPIC } from './sink/contenders.ts';
import { fillTopic } from './sink/records.ts';
import { readUsage } from './sink/usage.ts';
import { type Jvm, JVMS, startWorker } from './sink/worker.ts';

const WORKER_HEAP = '512m';
const DEADLINE_MS = 600_000;
/** In the second round the other one comes first: brokers and page cache are warmer with every run. */
const ROUNDS = [1, 2] as const;

interface Result {
  readonly sink: string;
  readonly jvm: Jvm;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  /** Of the worker. Hardly depends on what else the machine does meanwhile, which the time does. */
  readonly cpuSeconds: number;
  /** Resident memory of the worker. */
  readonly peakBytes: number;
}

/**
 * The S3 sink side by side with Kafka's own FileStreamSinkConnector: the same topic of three partitions, the same
 * converters, two tasks, a fresh worker each, in either order. From the creation of the connector to the last byte
 * where it belongs.
 * `--records N` scales it.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { records: { type: 'string', default: '1000000' } } });
  const records = countOf(values.records);
  const folder = await mkdtemp(join(tmpdir(), 'bench-sink-'));
  const settings = await settingsIn(folder);
  const results: Result[] = [];
  try {
    await startServices(settings, join(folder, 'plugins'));
    const line = await fillTopic(settings, { topic: TOPIC, records, block: FLUSH_SIZE });
    for (const jvm of JVMS) {
      for (const round of ROUNDS) {
        const pair = contenders(settings, { folder, round: `${jvm}-${round}`, records, line });
        for (const contender of round === 1 ? pair : pair.toReversed()) {
          const pid = await startWorker(settings, { jvm, pluginPath: join(folder, 'plugins') });
          results.push({ jvm, ...(await measure(settings, { contender, pid, records })) });
          await stopConnect(settings);
        }
      }
    }
  } finally {
    await stopAll(settings);
    await rm(folder, { recursive: true, force: true });
  }
  print(results, records);
}

/** Every object is full, so the last one is the end of the work. */
function countOf(text: string): number {
  const records = Number(text);
  if (Number.isInteger(records) && records > 0 && records % FLUSH_SIZE === 0) return records;
  throw new WorkflowError(`--records needs a multiple of ${FLUSH_SIZE}, got \`${text}\``, { exitCode: 2 });
}

async function settingsIn(folder: string): Promise<Settings> {
  const file = join(folder, 's3-sink.json');
  await writeFile(file, JSON.stringify({ name: 's3-sink', config: s3Config() }));
  const offset = await freePortOffset(portsOf(loadSettings()).map(({ port }) => port));
  return loadSettings({
    options: {
      RUN_DIR: join(folder, 'run'),
      PORT_OFFSET: String(offset),
      CONNECTOR_FILES: file,
      CONNECT_HEAP: WORKER_HEAP,
    },
  });
}

async function startServices(settings: Settings, pluginPath: string): Promise<void> {
  await buildJvm(settings);
  await fetchConnectFile((await findBuild(settings)).build, pluginPath);
  await runtimeOf(settings).start('aws');
  await createAwsResources(settings);
  await startKafka(settings);
}

interface Measurement {
  readonly contender: Contender;
  /** Of the worker. */
  readonly pid: number;
  readonly records: number;
}

async function measure(settings: Settings, { contender, pid, records }: Measurement): Promise<Omit<Result, 'jvm'>> {
  const { name, config, isDone, written, expected } = contender;
  const before = await readUsage(pid);
  const start = performance.now();
  await putConnectorConfig(settings.connectUrl, name, { ...config });
  const isWritten = async () => (await isDone()) || undefined;
  await waitFor(`${name} to write ${expected} bytes`, isWritten, { timeoutMs: DEADLINE_MS });
  const seconds = (performance.now() - start) / 1000;
  const after = await readUsage(pid);
  const bytes = await written();
  if (bytes !== expected) throw new WorkflowError(`${name} wrote ${bytes} bytes, expected ${expected}`);
  await removeConnector(settings, name);
  return {
    sink: config['connector.class'] ?? '',
    seconds,
    recordsPerSecond: Math.round(records / seconds),
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    peakBytes: after.peakBytes,
  };
}

function print(results: readonly Result[], records: number): void {
  const rows = results.map(({ sink, jvm, seconds, recordsPerSecond, cpuSeconds, peakBytes }) => [
    sink,
    jvm,
    seconds.toFixed(1),
    String(recordsPerSecond),
    cpuSeconds.toFixed(1),
    formatBytes(peakBytes),
  ]);
  const seconds = (jvm: Jvm, sink: string) =>
    results.filter((one) => one.jvm === jvm && one.sink === sink).reduce((sum, one) => sum + one.seconds, 0);
  const ratios = JVMS.map((jvm) => [jvm, seconds(jvm, 'FileStreamSinkConnector') / seconds(jvm, 'S3SinkConnector')]);
  const lines = table(['sink', 'JVM flags', 's', 'records/s', 'CPU s', 'peak RSS'], rows);
  const figures = {
    bench: 'sink',
    cores: availableParallelism(),
    node: process.version,
    records,
    flushSize: FLUSH_SIZE,
    heap: WORKER_HEAP,
    results,
    ratio: Object.fromEntries(ratios),
  };
  process.stdout.write(`${lines.join('\n')}\n\n${JSON.stringify(figures)}\n`);
}
