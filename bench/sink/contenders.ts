import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import tutorial from '../../configs/sink.json' with { type: 'json' };
import type { Settings } from '../../configs/settings.ts';
import type { ConnectorFile } from '../../scripts/connector-files.ts';
import { listObjects } from '../../scripts/s3.ts';
import { areThere } from './last-objects.ts';
import { partitionSizes } from './records.ts';

export const TOPIC = 'bench';
export const FLUSH_SIZE = 10_000;

/** A sink connector that is measured. */
export interface Contender extends Omit<ConnectorFile, 'path'> {
  /** Whether it has written the last byte; costs next to nothing. */
  readonly isDone: () => Promise<boolean>;
  /** How many bytes it has written, for all to see. */
  readonly written: () => Promise<number>;
  /** How many bytes the topic comes to. */
  readonly expected: number;
}

interface Task {
  /** For the file of the file sink. */
  readonly folder: string;
  /** Sets objects, files and consumer groups of one round apart from those of another. */
  readonly round: string;
  readonly records: number;
  /** What the S3 sink writes for a record, without its end. */
  readonly line: string;
}

/** Both read the same topic with the same converters in two tasks. */
export function contenders(settings: Settings, task: Task): Contender[] {
  return [fileSink(task), s3Sink(settings, task)];
}

function s3Sink(settings: Settings, { round, records, line }: Task): Contender {
  const folder = `topics-${round}`;
  return {
    name: `s3-${round}`,
    config: { ...s3Config(), 'topics.dir': folder },
    isDone: () => areThere(settings, lastKeys(folder, records)),
    written: async () => {
      let bytes = 0;
      for await (const object of listObjects(settings, `${folder}/${TOPIC}/`)) bytes += object.bytes;
      return bytes;
    },
    expected: records * (line.length + 1),
  };
}

/** The objects of a partition are written one after the other, so its last one means that all are there. */
function lastKeys(folder: string, records: number): string[] {
  return partitionSizes(records, FLUSH_SIZE).flatMap((size, partition) => {
    const start = String(size - FLUSH_SIZE).padStart(10, '0');
    return size > 0 ? [`${folder}/${TOPIC}/partition=${partition}/${TOPIC}+${partition}+${start}.json`] : [];
  });
}

/** The tutorial's sink with larger files and no schedule: every object is full, so the last one is known. */
export function s3Config(): Record<string, string> {
  const { 'rotate.schedule.interval.ms': _, ...config } = tutorial.config;
  return { ...config, topics: TOPIC, 'flush.size': String(FLUSH_SIZE) };
}

function fileSink({ folder, round, records, line }: Task): Contender {
  const file = join(folder, `${round}.txt`);
  const expected = records * (structText(line).length + 1);
  const written = async () => (await stat(file)).size;
  const converters = Object.entries(tutorial.config).filter(([key]) => /^(?:key|value)\.converter/.test(key));
  return {
    name: `file-${round}`,
    config: {
      ...Object.fromEntries(converters),
      'connector.class': 'FileStreamSinkConnector',
      'tasks.max': tutorial.config['tasks.max'],
      topics: TOPIC,
      file,
    },
    isDone: async () => (await written()) >= expected,
    written,
    expected,
  };
}

/** What `Struct.toString()` makes of the record that the S3 sink writes as this line. */
function structText(line: string): string {
  const fields: Record<string, string> = JSON.parse(line);
  return `Struct{${Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')}}`;
}
