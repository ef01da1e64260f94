import { WorkflowError } from '../scripts/lib/errors.ts';
import { table } from '../scripts/lib/table.ts';
import { listTopics, readTopic } from '../scripts/topics.ts';
import type { TopicRecord } from '../scripts/topics.ts';
import { define } from './define.ts';
import { interruption } from './interruption.ts';
import { printJson, printLines } from './output.ts';
import { loadSettings } from './settings.ts';

const json = { summary: 'Print one JSON document' };

define(
  'topics:list',
  'List the topics with the offsets of their partitions',
  { options: { json } },
  async ({ has }) => {
    const topics = await listTopics(loadSettings());
    if (has('json')) return printJson(topics);
    const rows = topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partition, low, high }) => [name, String(partition), String(low), String(high)]),
    );
    return printLines(table(['Topic', 'Partition', 'Low', 'High'], rows));
  },
);

const readOptions = {
  from: { value: 'OFFSET', summary: 'First offset to read in every partition (default: the first one there is)' },
  max: { value: 'N', summary: 'How many records at most' },
  follow: { summary: 'Go on until Ctrl-C' },
  json,
};

define(
  'topics:read',
  'Print the records of a topic, decoded from Glue Avro',
  { args: ['<topic>'], options: readOptions },
  async ({ args, has, number }) => {
    if (has('json') && has('follow'))
      throw new WorkflowError('`--json` prints one document, `--follow` has no end', { exitCode: 2 });
    const options = { from: number('from'), max: number('max'), follow: has('follow'), signal: interruption() };
    const records = readTopic(loadSettings(), args[0] ?? '', options);
    const collected: TopicRecord[] = [];
    for await (const record of records) {
      if (has('json')) collected.push(record);
      else printLines([recordLine(record)]);
    }
    if (has('json')) printJson(collected);
  },
);

function recordLine({ topic, partition, offset, key, schema, schemaVersion, value, problem }: TopicRecord): string {
  const version = schema === null ? '' : `  ${schema} v${schemaVersion}`;
  return `${topic}-${partition}@${offset}  ${key ?? '(no key)'}${version}  ${problem ?? value ?? '(tombstone)'}`;
}
