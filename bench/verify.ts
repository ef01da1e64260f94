import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopAll } from '../scripts/down.ts';
import { WorkflowError } from '../scripts/lib/errors.ts';
import { formatBytes } from '../scripts/lib/format.ts';
import { clearProgress, showProgress } from '../scripts/lib/progress.ts';
import { table } from '../scripts/lib/table.ts';
import { describeMachine } from './lib/machine.ts';
import { prepareConsumerPerformance } from './verify/consumer-performance.ts';
import { measure } from './verify/measure.ts';
import { fillTo, FLUSH_SIZE, type Place, placeIn, startStack, totalOf } from './verify/stack.ts';

const GROWTH = 3;
const ROUNDS = 3;
const JUST = [process.execPath, 'node_modules/just-task/bin/just.js'] as const;

interface Result {
  readonly records: number;
  readonly reader: 'verify' | 'ConsumerPerformance';
  readonly seconds: number;
  readonly recordsPerSecond: number;
  /** CPU seconds of the process for each second: 1 is a whole core. */
  readonly cores: number;
  readonly peakBytes: number;
}

/**
 * `npx just verify` side by side with Kafka's own ConsumerPerformance, which reads the same topics raw: the tutorial's
 * orders and customers with all their objects in S3. Both from the start of the process to its exit, in turns; the
 * fastest of three rounds counts, and the highest peak of memory. `--records N` sets the number of orders, of which
 * there are three times as many in the second half.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { records: { type: 'string', default: '1000000' } } });
  const orders = countOf(values.records);
  const folder = await mkdtemp(join(tmpdir(), 'bench-verify-'));
  const place = await placeIn(folder, orders * GROWTH);
  const { settings, environment } = place;
  const results: Result[] = [];
  try {
    await startStack(settings, folder);
    for (const size of [orders, orders * GROWTH]) {
      await fillTo(settings, size);
      // The first command after a change of the sources translates them, which is not what is measured.
      if (results.length === 0) await measure([...JUST, 'verify'], environment);
      results.push(...(await compare(place, { folder, records: totalOf(size) })));
    }
  } finally {
    clearProgress();
    await stopAll(settings);
    await rm(folder, { recursive: true, force: true });
  }
  print(results, await describeMachine());
}

function countOf(text: string): number {
  const orders = Number(text);
  if (Number.isInteger(orders) && orders > 0 && orders % FLUSH_SIZE === 0) return orders;
  throw new WorkflowError(`--records needs a multiple of ${FLUSH_SIZE}, got \`${text}\``, { exitCode: 2 });
}

interface Subject {
  readonly folder: string;
  readonly records: number;
}

async function compare({ settings, environment: env }: Place, { folder, records }: Subject): Promise<Result[]> {
  const consume = await prepareConsumerPerformance(settings, folder);
  const runs: Result[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    showProgress(`Reading ${records} records, round ${round} of ${ROUNDS}`);
    runs.push(await read('ConsumerPerformance', records, { command: consume(records), env }));
    runs.push(await read('verify', records, { command: [...JUST, 'verify', '--json'], env }));
  }
  return [best(runs, 'ConsumerPerformance'), best(runs, 'verify')];
}

interface Command {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

async function read(reader: Result['reader'], records: number, { command, env }: Command): Promise<Result> {
  const { seconds, cpuSeconds, peakBytes, stdout } = await measure(command, env);
  if (!stdout.includes(String(records)) && reader === 'ConsumerPerformance') {
    throw new WorkflowError(`${reader} did not read ${records} records: ${stdout}`);
  }
  return {
    records,
    reader,
    seconds,
    recordsPerSecond: Math.round(records / seconds),
    cores: cpuSeconds / seconds,
    peakBytes,
  };
}

function best(runs: readonly Result[], wanted: Result['reader']): Result {
  const [fastest, ...others] = runs.filter(({ reader }) => reader === wanted).toSorted((a, b) => a.seconds - b.seconds);
  if (!fastest) throw new RangeError('a comparison needs a round');
  return { ...fastest, peakBytes: Math.max(fastest.peakBytes, ...others.map(({ peakBytes }) => peakBytes)) };
}

function print(results: readonly Result[], machine: object): void {
  const rows = results.map(({ records, reader, seconds, recordsPerSecond, cores, peakBytes }) => [
    String(records),
    reader,
    seconds.toFixed(2),
    String(recordsPerSecond),
    cores.toFixed(2),
    formatBytes(peakBytes),
  ]);
  const verify = results.filter(({ reader }) => reader === 'verify');
  const raw = results.filter(({ reader }) => reader === 'ConsumerPerformance');
  const ratios = verify.map(({ recordsPerSecond }, index) => recordsPerSecond / (raw[index]?.recordsPerSecond ?? 1));
  const growth = (of: (result: Result) => number) =>
    verify[0] && verify[1] ? of(verify[1]) / of(verify[0]) : Number.NaN;
  const figures = {
    bench: 'verify',
    ...machine,
    flushSize: FLUSH_SIZE,
    results,
    ratios,
    growth: { records: GROWTH, seconds: growth(({ seconds }) => seconds), peak: growth((it) => it.peakBytes) },
  };
  const lines = [
    ...table(['records', 'reader', 's', 'records/s', 'cores', 'peak RSS'], rows),
    '',
    `verify / ConsumerPerformance: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`,
    `${GROWTH}x the orders: ${figures.growth.seconds.toFixed(2)}x the time, ${figures.growth.peak.toFixed(2)}x the memory`,
  ];
  process.stdout.write(`${lines.join('\n')}\n\n${JSON.stringify(figures)}\n`);
}
