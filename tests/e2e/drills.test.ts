import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kafkaClient } from '../../scripts/clients.ts';
import { pauseConnector, readConnectorStatus, resumeConnector } from '../../scripts/connect-api.ts';
import { readDaemon } from '../../scripts/lib/daemon.ts';
import { waitFor } from '../../scripts/lib/wait.ts';
import { runPaths } from '../../scripts/runtime/run-folder.ts';
import { verifyPipeline } from '../../scripts/verify.ts';
import { type Random, seeded } from '../glue/random.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const COUNT = process.env['SOAK'] ? 20 : 4;
/** CI draws the same drills every time, the soak others each time. One that failed comes again with the seed it printed; the moments within a request are the machine's own. */
const SEED = Number(process.env['DRILL_SEED'] ?? (process.env['SOAK'] ? randomInt(1_000_000) : 20_261_123));
const CONFIGS = new URL('../../configs/', import.meta.url);
const TOPICS = ['customer', 'order'];
/** At most so many records come in before the blow, and while something is down. */
const RECORDS = 600;

interface Stage {
  readonly workshop: Workshop;
  readonly random: Random;
  /** Where the connector files are. */
  readonly folder: string;
}

type Drill = (stage: Stage) => Promise<void>;

const DRILLS: Readonly<Record<string, Drill>> = {
  'the worker is killed': async ({ workshop, random }) => {
    await kill(workshop, 'connect', 'SIGKILL');
    // A second blow falls on a worker that has just come back, in the middle of taking over its partitions.
    if (random.chance(50)) {
      await workshop.ok('connect:up');
      await kill(workshop, 'connect', 'SIGKILL');
    }
  },

  'a connector is restarted with its tasks': async ({ workshop, random }) => {
    const name = random.pick(['order-sink', 'order-source']);
    const url = `${workshop.settings.connectUrl}/connectors/${name}/restart?includeTasks=true`;
    assert.equal((await fetch(url, { method: 'POST' })).status, 202);
  },

  'the sink is paused and resumed': async ({ workshop, random }) => {
    const { connectUrl } = workshop.settings;
    await pauseConnector(connectUrl, 'order-sink');
    await reach(workshop, 'PAUSED');
    await produce(workshop, random.below(RECORDS));
    await resumeConnector(connectUrl, 'order-sink');
  },

  'the number of tasks changes': async ({ workshop, random, folder }) => {
    const status = await readConnectorStatus(workshop.settings.connectUrl, 'order-sink');
    const others = ['1', '2', '3'].filter((tasks) => Number(tasks) !== status?.tasks.length);
    const tasks = others[random.below(others.length)] ?? '';
    await writeConnector(folder, { name: 'sink.json', changes: { ...SINK, 'tasks.max': tasks } });
    await workshop.ok('sink:create');
  },

  'S3 goes and comes back': async ({ workshop, random }) => {
    await kill(workshop, 's3', random.pick(['SIGKILL', 'SIGTERM']));
    await produce(workshop, random.below(RECORDS));
    await workshop.ok('aws:up');
  },
};

/** Both rotations at once: at this load a partition fills a file in about half a second. */
const SINK = { 'flush.size': '40', 'rotate.schedule.interval.ms': '1000' };
const SOURCE = { 'global.throttle.ms': '10' };

test(`whatever happens to it under load, every record is in S3 exactly once (DRILL_SEED=${SEED})`, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'drills-'));
  t.after(() => rm(folder, { recursive: true }));
  const files = [
    await writeConnector(folder, { name: 'source.json', changes: SOURCE }),
    await writeConnector(folder, { name: 'sink.json', changes: SINK }),
  ];
  await using workshop = await openWorkshop({ CONNECTOR_FILES: files.join(',') });
  await workshop.ok('up');
  const random = seeded(SEED);
  for (const [index, name] of programme(random).entries()) {
    await t.test(`drill ${index + 1}: ${name}`, async (drill) => {
      await produce(workshop, random.below(RECORDS));
      await DRILLS[name]?.({ workshop, random, folder });
      await workshop.ok('up');
      const records = await expectExactlyOnce(workshop);
      drill.diagnostic(`${records} records proved (DRILL_SEED=${SEED})`);
    });
  }
});

/** Every kind of drill once, in any order, and again, until there are enough. */
function programme(random: Random): string[] {
  const drawn: string[] = [];
  while (drawn.length < COUNT) {
    const left = Object.keys(DRILLS);
    while (left.length > 0) drawn.push(...left.splice(random.below(left.length), 1));
  }
  return drawn.slice(0, COUNT);
}

/** Stops the load, waits until nothing is pending, and has everything that was ever produced proved. */
async function expectExactlyOnce({ settings }: Workshop): Promise<number> {
  const { verdict, faults, waiting, partitions } = await verifyPipeline(settings, { settle: true });
  const log = () => readFile(runPaths(settings).logFile('connect'), 'utf8');
  if (verdict !== 'proved') {
    const found = JSON.stringify({ verdict, faults, waiting }, undefined, 1);
    assert.fail(`${found}\n${tellingLines(await log())}`);
  }
  assert.equal(partitions.length, 6);
  for (const { topic, partition, records, lines } of partitions) assert.equal(lines, records, `${topic}-${partition}`);
  return partitions.reduce((sum, { records }) => sum + records, 0);
}

/** The last of what the worker complained about: its log is gone with the run. */
function tellingLines(log: string): string {
  const lines = log.split('\n').filter((line) => /\b(?:WARN|ERROR)\b|^Caused by|workshop\./.test(line));
  return lines.slice(-60).join('\n');
}

/** Waits until so many more records are in the topics: the only clock that a slow machine does not upset. */
async function produce({ settings }: Workshop, count: number): Promise<void> {
  const admin = (await kafkaClient(settings)).admin();
  const total = async () => {
    let sum = 0;
    for (const topic of TOPICS) {
      for (const { high } of await admin.fetchTopicOffsets(topic)) sum += Number(high);
    }
    return sum;
  };
  await admin.connect();
  try {
    const wanted = (await total()) + count;
    await waitFor(`${count} more records`, async () => (await total()) >= wanted || undefined, { timeoutMs: 60_000 });
  } finally {
    await admin.disconnect();
  }
}

async function reach({ settings }: Workshop, state: string): Promise<void> {
  const isReached = async () => {
    const status = await readConnectorStatus(settings.connectUrl, 'order-sink');
    return status?.tasks.every((task) => task.state === state) || undefined;
  };
  await waitFor(`order-sink to be ${state}`, isReached, { timeoutMs: 60_000 });
}

async function kill({ settings }: Workshop, name: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const pidFile = runPaths(settings).pidFile(name);
  const daemon = await readDaemon(pidFile);
  assert.ok(daemon, `${name} does not run`);
  process.kill(daemon.pid, signal);
  const isGone = async () => ((await readDaemon(pidFile)) ? undefined : true);
  await waitFor(`${name} to be gone`, isGone, { timeoutMs: 30_000 });
}

interface ConnectorChange {
  readonly name: string;
  readonly changes: Readonly<Record<string, string>>;
}

/** The tutorial's connector with changes. */
async function writeConnector(folder: string, { name, changes }: ConnectorChange): Promise<string> {
  const file: { config: object } = JSON.parse(await readFile(new URL(name, CONFIGS), 'utf8'));
  await writeFile(join(folder, name), JSON.stringify({ ...file, config: { ...file.config, ...changes } }));
  return join(folder, name);
}
