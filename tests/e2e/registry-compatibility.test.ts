import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseJson } from '../../glue/registry/definitions/json-text.ts';
import { readerIncompatibilities } from '../../glue/registry/definitions/avro/compatibility.ts';
import { parseAvro } from '../../glue/registry/definitions/avro/parse.ts';
import type { AvroSchema } from '../../glue/registry/definitions/avro/schema.ts';
import { schemaPair } from '../glue/avro-generator.ts';
import { seeded } from '../glue/random.ts';
import { isCi } from './ci.ts';

const PAIRS = process.env['SOAK'] ? 40_000 : 2000;
const ORACLE = join(import.meta.dirname, '../java/AvroCompatibility.java');
/** AWS's converter carries Avro 1.11.4 under its own name. */
const LIB = join(import.meta.dirname, '../../jvm/glue-converter/target/lib');

function judge(readerText: string, writerText: string): string {
  const reader = parse(readerText);
  if (!reader) return 'unparsable reader';
  const writer = parse(writerText);
  if (!writer) return 'unparsable writer';
  const reasons = readerIncompatibilities(reader, writer);
  if (reasons[0]?.type === 'AMBIGUOUS_ALIAS') return 'throws';
  return reasons.length === 0 ? 'compatible' : 'incompatible';
}

function parse(text: string): AvroSchema | undefined {
  try {
    return parseAvro(parseJson(text));
  } catch {
    return undefined;
  }
}

describe('Avro compatibility', () => {
  const jar = existsSync(LIB) ? readdirSync(LIB).find((name) => name.endsWith('.jar')) : undefined;
  const skip = jar || isCi ? false : 'the converter is not built: run `mvn -f jvm/pom.xml -pl glue-converter package`';

  it(`agrees with Avro for Java on ${PAIRS} generated pairs, on what parses as well`, { skip }, (test) => {
    const random = seeded(Number(process.env['SEED'] ?? 1));
    const pairs = Array.from({ length: PAIRS }, () => schemaPair(random));
    const java = spawnSync('java', ['-XX:TieredStopAtLevel=1', '-cp', join(LIB, jar ?? ''), ORACLE], {
      input: pairs.map((pair) => pair.join('\t')).join('\n'),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    assert.equal(java.status, 0, java.stderr);
    const theirs = java.stdout.trimEnd().split('\n');
    assert.equal(theirs.length, pairs.length);
    const ours = pairs.map(([reader, writer]) => judge(reader, writer));
    const differences = pairs.flatMap((pair, index) =>
      ours[index] === theirs[index] ? [] : [[theirs[index], ours[index], ...pair]],
    );
    assert.deepEqual(differences.slice(0, 5), [], `${differences.length} differences`);
    const counts = new Map<string, number>();
    for (const verdict of theirs) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    test.diagnostic(JSON.stringify(Object.fromEntries(counts)));
    // A sample that is all of one kind would prove little.
    for (const verdict of ['compatible', 'incompatible']) assert.ok((counts.get(verdict) ?? 0) > PAIRS / 10, verdict);
  });
});
