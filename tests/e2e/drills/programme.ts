import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { pauseConnector, readConnectorStatus, resumeConnector } from '../../../scripts/connect-api.ts';
import type { Random } from '../../glue/random.ts';
import { produce } from './records.ts';
import { kill, reach, type Stage, writeSink, writeSource } from './stage.ts';

/** At most so many records come in before the blow, and while something is down. */
export const RECORDS = 600;
const OUTAGE_MS = 5 * 60_000;

type Drill = (stage: Stage) => Promise<void>;

/** What happens to the pipeline under load; `up` comes after each. */
export const DRILLS: Readonly<Record<string, Drill>> = {
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
    await writeSink(folder, { 'tasks.max': others[random.below(others.length)] ?? '' });
    await workshop.ok('sink:create');
  },

  'S3 goes and comes back': async ({ workshop, random }) => {
    await kill(workshop, 's3', random.pick(['SIGKILL', 'SIGTERM']));
    await produce(workshop, random.below(RECORDS));
    await workshop.ok('aws:up');
  },

  'a topic appears that a regular expression is waiting for': async (stage) => {
    const { workshop, late } = stage;
    const topic = `late_${Object.keys(late).length}`;
    late[`genv.${topic}.id.with`] = '#{Internet.uuid}';
    await writeSource(stage);
    await workshop.ok('source:create');
    await produce(workshop, stage.random.below(RECORDS), [topic]);
  },
};

/** What CI has time for, one of each kind: a crash, a standstill, a rebalance and an outage. */
export const IN_CI = [
  'the worker is killed',
  'the sink is paused and resumed',
  'the number of tasks changes',
  'S3 goes and comes back',
] as const;

/** For the soak only, since nothing but time makes it what it is: time-outs, retries and full memory. */
export async function longOutage({ workshop }: Stage): Promise<void> {
  await kill(workshop, 's3', 'SIGKILL');
  await pause(OUTAGE_MS);
  await reach(workshop, 'RUNNING');
  await workshop.ok('aws:up');
}

/** Every kind of drill once, in any order, and again, until there are enough. */
export function draw(random: Random, count: number): string[] {
  const drawn: string[] = [];
  while (drawn.length < count) {
    const left = Object.keys(DRILLS);
    while (left.length > 0) drawn.push(...left.splice(random.below(left.length), 1));
  }
  return drawn.slice(0, count);
}
