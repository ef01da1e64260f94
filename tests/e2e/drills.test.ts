import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runPaths } from '../../scripts/runtime/run-folder.ts';
import { verifyPipeline } from '../../scripts/verify.ts';
import { seeded } from '../glue/random.ts';
import { BY_TIME, expectByTime, type SeenObjects } from './drills/by-time.ts';
import { draw, DRILLS, IN_CI, longOutage, RECORDS } from './drills/programme.ts';
import { produce } from './drills/records.ts';
import { type Stage, writeConnectors } from './drills/stage.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const SOAK = Boolean(process.env['SOAK']);
/** The numbers in CI's drills are the same every time, the soak draws others each time. One that failed comes again with the seed it printed; the moments within a request are the machine's own. */
const SEED = Number(process.env['DRILL_SEED'] ?? (SOAK ? randomInt(1_000_000) : 20_261_126));

test(`whatever happens to it under load, every record is in S3 exactly once (DRILL_SEED=${SEED})`, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'drills-'));
  t.after(() => rm(folder, { recursive: true }));
  await using workshop = await openWorkshop({ CONNECTOR_FILES: await writeConnectors(folder) });
  await workshop.ok('up');
  const stage: Stage = { workshop, random: seeded(SEED), folder, late: {} };
  const seen: SeenObjects = new Map();
  const drills = (SOAK ? draw(stage.random, 20) : IN_CI).map((name) => ({
    name,
    run: DRILLS[name] ?? assert.fail(name),
  }));
  if (SOAK) drills.push({ name: 'S3 is away for five minutes', run: longOutage });
  for (const [index, { name, run }] of drills.entries()) {
    await t.test(`drill ${index + 1}: ${name}`, async (drill) => {
      await produce(workshop, stage.random.below(RECORDS));
      await run(stage);
      await workshop.ok('up');
      const records = await expectExactlyOnce(workshop);
      const sorted = await expectByTime(workshop.settings, seen);
      drill.diagnostic(`${records} records proved, ${sorted} by time (DRILL_SEED=${SEED})`);
    });
  }
});

/** Stops the load, waits until nothing is pending, and has everything that was ever produced proved. */
async function expectExactlyOnce({ settings }: Workshop): Promise<number> {
  const { faults, waiting, partitions, notProvable } = await verifyPipeline(settings, { settle: true });
  if (faults.length > 0 || waiting.length > 0) {
    const log = await readFile(runPaths(settings).logFile('connect'), 'utf8');
    assert.fail(`${JSON.stringify({ faults, waiting }, undefined, 1)}\n${tellingLines(log)}`);
  }
  for (const sentence of notProvable) assert.match(sentence, new RegExp(BY_TIME.name));
  const own = partitions.filter(({ sink }) => sink === 'order-sink');
  assert.equal(own.length, 6);
  for (const { topic, partition, records, lines } of own) assert.equal(lines, records, `${topic}-${partition}`);
  return own.reduce((sum, { records }) => sum + records, 0);
}

/** The last of what the worker complained about: its log is gone with the run. */
function tellingLines(log: string): string {
  const lines = log.split('\n').filter((line) => /\b(?:WARN|ERROR)\b|^Caused by|workshop\./.test(line));
  return lines.slice(-60).join('\n');
}
