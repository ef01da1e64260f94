import { formatBytes } from '../scripts/lib/format.ts';
import { table } from '../scripts/lib/table.ts';
import { listObjects, readObject } from '../scripts/s3.ts';
import type { ObjectEntry } from '../scripts/s3.ts';
import { define } from './define.ts';
import { printContent, printJson, printLines } from './output.ts';
import { loadSettings } from './settings.ts';

define(
  's3:list',
  'List the objects in the buckets of the sinks',
  { args: ['[prefix]'], options: { json: { summary: 'Print one JSON document' } } },
  async ({ args, has }) => {
    const objects: ObjectEntry[] = [];
    for await (const object of listObjects(loadSettings(), args[0])) objects.push(object);
    if (has('json')) return printJson(objects);
    const rows = objects.map(({ key, bytes, modified }) => [key, formatBytes(bytes), modified.toISOString()]);
    return printLines(
      rows.length > 0
        ? table(['Object', 'Size', 'Written'], rows)
        : [
            args[0]
              ? `No object begins with \`${args[0]}\``
              : 'No objects yet: a file is written after 100 records or 60 s',
          ],
    );
  },
);

define('s3:read', 'Print the content of an object', { args: ['<key>'], printsContent: true }, async ({ args }) => {
  printContent(await readObject(loadSettings(), args[0] ?? ''));
});
