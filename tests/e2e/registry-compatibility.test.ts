import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseJson } from '../../glue/registry/definitions/json-text.ts';
import { readerIncompatibilities } from '../../glue/registry/definitions/avro/compatibility.ts';
import { avroFormat } from '../../glue/registry/definitions/avro/format.ts';
import { refusalsOf } from '../../glue/registry/definitions/modes.ts';
import { parseAvro } from '../../glue/registry/definitions/avro/parse.ts';
import type { AvroSchema } from '../../glue/registry/definitions/avro/schema.ts';
import { schemaHistory, schemaPair } from '../glue/avro-generator.ts';
import { seeded } from '../glue/random.ts';
import { isCi } from './ci.ts';

const PAIRS = process.env['SOAK'] ? 40_000 : 2000;
const MODES = ['BACKWARD', 'BACKWARD_ALL', 'FORWARD', 'FORWARD_ALL', 'FULL', 'FULL_ALL'] as const;
const ORACLE = join(import.meta.dirname, '../java/AvroCompatibility.java');
/** AWS's converter carries Avro 1.11.4 under its own name. */
const LIB = join(import.meta.dirname, '../../jvm/glue-converter/target/lib');

const jar = existsSync(LIB) ? readdirSync(LIB).find((name) => name.endsWith('.jar')) : undefined;
const skip = jar || isCi ? false : 'the converter is not built: run `mvn -f jvm/pom.xml -pl glue-converter package`';

/** What Avro for Java says to each line. */
function askJava(lines: readonly string[]): string[] {
  const java = spawnSync('java', ['-XX:TieredStopAtLevel=1', '-cp', join(LIB, jar ?? ''), ORACLE], {
    input: lines.join('\n'),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  assert.equal(java.status, 0, java.stderr);
  const answers = java.stdout.trimEnd().split('\n');
  assert.equal(answers.length, lines.length);
  return answers;
}

function judge(readerText: string, writerText: string): string {
  const reader = parse(readerText);
  if (!reader) return 'unparsable reader';
  const writer = parse(writerText);
  if (!writer) return 'unparsable writer';
  const reasons = readerIncompatibilities(reader, writer);
  if (reasons[0]?.type === 'AMBIGUOUS_ALIAS') return 'throws';
  return reasons.length === 0 ? 'compatible' : reasons.map(({ type, path }) => `${type} ${path || '/'}`).join('; ');
}

function parse(text: string): AvroSchema | undefined {
  try {
    return parseAvro(parseJson(text));
  } catch {
    return undefined;
  }
}

/** The types alone: below a union Java begins its locations anew. */
function typesIn(verdict: string): string {
  return verdict.replaceAll(/ \/\S*(?=;|$)/g, '');
}

/** Only where no union is can both say the same of a place. */
function comparable(verdict: string, pair: readonly string[]): string {
  return pair.some(holdsUnion) ? typesIn(verdict) : verdict;
}

function holdsUnion(text: string): boolean {
  return text.replaceAll(/"(?:fields|symbols|aliases|default)":\[/g, '').includes('[');
}

function countsOf(verdicts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return counts;
}

describe('Avro compatibility', () => {
  it(
    `agrees with Avro for Java on ${PAIRS} generated pairs in both directions, and on why and where`,
    { skip },
    (test) => {
      const random = seeded(Number(process.env['SEED'] ?? 1));
      const pairs = Array.from({ length: PAIRS }, () => schemaPair(random)).flatMap(
        ([one, other]): [string, string][] => [
          [one, other],
          [other, one],
        ],
      );
      const theirs = askJava(pairs.map((pair) => `pair\t${pair.join('\t')}`));
      const ours = pairs.map(([reader, writer]) => judge(reader, writer));
      const differences = pairs.flatMap((pair, index) => {
        const [their = '', our = ''] = [theirs[index], ours[index]];
        return comparable(their, pair) === comparable(our, pair) ? [] : [[their, our, ...pair]];
      });
      assert.deepEqual(differences.slice(0, 5), [], `${differences.length} differences`);
      const counts = countsOf(theirs.map((verdict) => (/^[A-Z]/.test(verdict) ? 'incompatible' : verdict)));
      test.diagnostic(JSON.stringify(Object.fromEntries(counts)));
      // A sample that is all of one kind would prove little.
      for (const verdict of ['compatible', 'incompatible']) assert.ok((counts.get(verdict) ?? 0) > PAIRS / 10, verdict);
    },
  );

  it(`agrees with Avro for Java on ${PAIRS} histories under the six modes`, { skip }, (test) => {
    const random = seeded(Number(process.env['SEED'] ?? 1));
    const lines = Array.from({ length: PAIRS }, () => {
      const history = schemaHistory(random).filter((text) => parse(text));
      return { mode: random.pick(MODES), history };
    }).filter(({ history }) => history.length > 1);
    const theirs = askJava(lines.map(({ mode, history }) => ['history', mode, ...history].join('\t')));
    const ours = lines.map(({ mode, history: [definition = '', ...past] }) => {
      const history = past.map((text, index) => ({
        number: past.length - index,
        definition: text,
        status: 'AVAILABLE' as const,
      }));
      const candidate = { format: avroFormat, definition, compatibility: mode, checkpoint: 1, history };
      return refusalsOf(candidate).length === 0 ? 'taken' : 'refused';
    });
    const differences = lines.flatMap((line, index) => (theirs[index] === ours[index] ? [] : [[theirs[index], line]]));
    assert.deepEqual(differences.slice(0, 5), [], `${differences.length} differences`);
    const counts = countsOf(lines.map(({ mode }, index) => `${mode} ${theirs[index]}`));
    test.diagnostic(JSON.stringify(Object.fromEntries(counts)));
    for (const mode of MODES) {
      for (const verdict of ['taken', 'refused']) assert.ok((counts.get(`${mode} ${verdict}`) ?? 0) > PAIRS / 50, mode);
    }
  });
});
