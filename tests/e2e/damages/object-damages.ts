import { gzipSync } from 'node:zlib';
import type { Damage } from './damage.ts';
import type { Objects } from './objects.ts';

/** Rows of every partition, and how many of them make an object: three objects, starting at 0, 20 and 40. */
export const ROWS = 60;
export const FLUSH_SIZE = 20;

/** Something that is done to the objects of one partition, and undone after. */
export interface ObjectEdit {
  readonly title: string;
  readonly apply: (objects: Objects) => Promise<void>;
}

type ObjectDamage = Damage & ObjectEdit;

const LIFE = 9000;

/** The key of an object, as if it began at another offset. */
function renamed(key: string, offset: number): string {
  return key.replace(/\d+\.json$/, `${String(offset).padStart(10, '0')}.json`);
}

async function rename(objects: Objects, index: number, offset: number): Promise<void> {
  await objects.put(renamed(objects.key(index), offset), objects.content(index));
  await objects.remove(objects.key(index));
}

/** Changes line 6 of the second object. */
function edit(change: (line: string) => string): (objects: Objects) => Promise<void> {
  return (objects) => {
    const lines = objects.lines(1);
    return objects.putLines(1, lines.with(5, change(lines[5] ?? '')));
  };
}

/** Puts bytes in the place of the second object. */
function replace(change: (content: Buffer) => Buffer): (objects: Objects) => Promise<void> {
  return (objects) => objects.put(objects.key(1), change(objects.content(1)));
}

const DIFFERS = { kind: 'line-differs', offset: 25, line: 6, count: 1, object: '+0000000020.json' } as const;
const FOREIGN_LINE = '{"id":"nobody","code":"0","amount":0}';

/** The order is that of the partitions they are done in. */
const TABLE: readonly Omit<ObjectDamage, 'exitCode'>[] = [
  {
    title: 'the first object is deleted',
    apply: (objects) => objects.remove(objects.key(0)),
    faults: [{ kind: 'records-missing', offset: 0, count: 20 }],
  },
  {
    title: 'an object in the middle is deleted',
    apply: (objects) => objects.remove(objects.key(1)),
    faults: [{ kind: 'records-missing', offset: 20, count: 20 }],
  },
  {
    title: 'the last object below the committed offset is deleted',
    apply: (objects) => objects.remove(objects.key(2)),
    faults: [{ kind: 'committed-ahead', offset: 40, count: 20 }],
  },
  {
    title: 'every object of a partition is deleted',
    apply: async (objects) => {
      for (const key of objects.keys) await objects.remove(key);
    },
    faults: [{ kind: 'committed-ahead', offset: 0, count: 60 }],
  },
  {
    title: 'the first line of an object is removed',
    apply: (objects) => objects.putLines(1, objects.lines(1).slice(1)),
    faults: [{ kind: 'line-missing', offset: 20, line: 1, count: 1 }],
  },
  {
    title: 'three lines in the middle of an object are removed',
    apply: (objects) => objects.putLines(1, objects.lines(1).toSpliced(7, 3)),
    faults: [{ kind: 'line-missing', offset: 27, line: 8, count: 3 }],
  },
  {
    title: 'the last line of an object is removed',
    apply: (objects) => objects.putLines(1, objects.lines(1).slice(0, -1)),
    faults: [{ kind: 'records-missing', offset: 39, count: 1 }],
  },
  {
    title: 'the last line of the last object is removed',
    apply: (objects) => objects.putLines(2, objects.lines(2).slice(0, -1)),
    faults: [{ kind: 'committed-ahead', offset: 59, count: 1 }],
  },
  {
    title: 'a line is added in the middle',
    apply: (objects) => objects.putLines(1, objects.lines(1).toSpliced(5, 0, FOREIGN_LINE)),
    faults: [{ kind: 'line-extra', offset: 25, line: 6, count: 1 }],
  },
  {
    title: 'a line is there twice',
    apply: (objects) => objects.putLines(1, objects.lines(1).toSpliced(5, 0, objects.lines(1)[4] ?? '')),
    faults: [{ kind: 'line-extra', offset: 25, line: 6, count: 1 }],
  },
  {
    title: 'a line is added at the end of an object',
    apply: (objects) => objects.putLines(1, [...objects.lines(1), FOREIGN_LINE]),
    faults: [{ kind: 'line-extra', line: 21, count: 1, object: '+0000000020.json' }],
  },
  {
    title: 'a line is added at the end of the last object',
    apply: (objects) => objects.putLines(2, [...objects.lines(2), FOREIGN_LINE]),
    faults: [{ kind: 'lines-beyond-end', offset: 60, line: 21, count: 1 }],
  },
  {
    title: 'an empty line is added',
    apply: (objects) => objects.putLines(1, objects.lines(1).toSpliced(5, 0, '')),
    faults: [{ kind: 'line-extra', line: 6, count: 1 }],
  },
  {
    title: 'two lines change places',
    apply: (objects) => {
      const [third = '', fourth = ''] = objects.lines(1).slice(2, 4);
      return objects.putLines(1, objects.lines(1).toSpliced(2, 2, fourth, third));
    },
    faults: [{ kind: 'lines-swapped', offset: 22, line: 3 }],
  },
  {
    title: 'one character of a line is another',
    apply: edit((line) => line.replace(/"row-(\d+)-25"/, '"row-$1-2S"')),
    faults: [{ ...DIFFERS, says: /^id "row-\d+-25" \| id "row-\d+-2S"$/ }],
  },
  {
    title: 'one digit of a number beyond 2^53 is another',
    apply: edit((line) => line.replace(/(\d)}$/, (_, digit: string) => `${(Number(digit) + 1) % 10}}`)),
    faults: [DIFFERS],
  },
  {
    title: 'a number stands where a string was',
    apply: edit((line) => line.replace(/"code":"(\d+)"/, '"code":$1')),
    faults: [{ ...DIFFERS, says: /^code "\d+" \| code \d+$/ }],
  },
  {
    title: 'a value is null',
    apply: edit((line) => line.replace(/"code":"\d+"/, '"code":null')),
    faults: [{ ...DIFFERS, says: /^code "\d+" \| code null$/ }],
  },
  {
    title: 'a field is left out',
    apply: edit((line) => line.replace(/"code":"\d+",/, '')),
    faults: [{ ...DIFFERS, says: /^code "\d+" \| code left out$/ }],
  },
  {
    title: 'a field is added',
    apply: edit((line) => line.replace('{', '{"more":1,')),
    faults: [{ ...DIFFERS, says: /^more left out \| more 1$/ }],
  },
  {
    title: 'a row is overwritten with a copy of another',
    apply: (objects) => objects.putLines(1, objects.lines(1).with(5, objects.lines(1)[9] ?? '')),
    faults: [DIFFERS],
  },
  {
    title: 'a byte of a string is not UTF-8',
    apply: replace((content) => Buffer.from(content.with(content.indexOf('-25"') - 1, 0xff))),
    faults: [DIFFERS],
  },
  {
    title: 'a line is no JSON',
    apply: edit((line) => line.replace('}', '')),
    faults: [{ kind: 'line-not-json', offset: 25, line: 6, count: 1 }],
  },
  {
    title: 'a byte order mark stands at the start',
    apply: replace((content) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), content])),
    faults: [{ kind: 'line-not-json', offset: 20, line: 1, count: 1 }],
  },
  {
    title: 'the last object is cut off in the middle of a line',
    apply: (objects) => objects.put(objects.key(2), objects.content(2).subarray(0, -10)),
    faults: [{ kind: 'object-cut-off', offset: 59 }],
  },
  {
    title: 'an object is cut off in the middle of a line, records before its end',
    apply: replace((content) => content.subarray(0, content.indexOf('-30"'))),
    faults: [
      { kind: 'object-cut-off', offset: 30 },
      { kind: 'records-missing', offset: 31, count: 9 },
    ],
  },
  {
    title: 'an object is cut off between two lines',
    apply: (objects) => objects.putLines(1, objects.lines(1).slice(0, 12)),
    faults: [{ kind: 'records-missing', offset: 32, count: 8 }],
  },
  {
    title: 'an object is emptied',
    apply: replace(() => Buffer.alloc(0)),
    faults: [{ kind: 'object-empty', offset: 20, object: '+0000000020.json' }],
  },
  {
    title: 'an object is compressed where none should be',
    apply: replace((content) => gzipSync(content)),
    faults: [{ kind: 'object-unreadable', offset: 20, object: '+0000000020.json' }],
  },
  {
    title: 'an object is renamed to the next offset',
    apply: (objects) => rename(objects, 1, 21),
    faults: [{ kind: 'object-misnamed', offset: 20, object: '+0000000021.json' }],
  },
  {
    title: 'an object is renamed to the offset before',
    apply: (objects) => rename(objects, 1, 19),
    faults: [{ kind: 'object-misnamed', offset: 20, object: '+0000000019.json' }],
  },
  {
    title: 'the first object is renamed to offset 1',
    apply: (objects) => rename(objects, 0, 1),
    faults: [{ kind: 'object-misnamed', offset: 0, object: '+0000000001.json' }],
  },
  {
    title: 'an object is copied to an offset within itself',
    apply: (objects) => objects.put(renamed(objects.key(1), 25), objects.content(1)),
    faults: [{ kind: 'records-overlap', offset: 25, object: '+0000000025.json' }],
  },
  {
    title: 'the second half of an object is there once more, under the offset of its first record',
    apply: (objects) => {
      const half = objects.lines(1).slice(10);
      return objects.put(renamed(objects.key(1), 30), half.map((line) => `${line}\n`).join(''));
    },
    faults: [{ kind: 'records-doubled', offset: 30, count: 10, object: '+0000000030.json' }],
  },
  {
    title: 'other rows claim offsets that an object has',
    apply: (objects) => objects.put(renamed(objects.key(1), 30), `${FOREIGN_LINE}\n`.repeat(10)),
    faults: [{ kind: 'records-overlap', offset: 30, object: '+0000000030.json' }],
  },
  {
    title: 'two objects exchange their contents',
    apply: async (objects) => {
      await objects.put(objects.key(0), objects.content(1));
      await objects.put(objects.key(1), objects.content(0));
    },
    faults: [
      { kind: 'line-differs', offset: 0, line: 1, lines: 20 },
      { kind: 'line-differs', offset: 20, line: 1, lines: 20 },
    ],
  },
  {
    title: 'an object of an earlier life of the topic lies behind its end',
    apply: (objects) => objects.put(renamed(objects.key(2), LIFE), objects.content(2)),
    faults: [{ kind: 'object-stale', offset: LIFE, count: 1 }],
  },
  {
    title: 'a file of somebody else lies among the objects',
    apply: (objects) => objects.put(objects.key(0).replace(/[^/]+$/, 'notes.txt'), 'not yours\n'),
    faults: [{ kind: 'object-misplaced', object: 'notes.txt' }],
  },
  {
    title: 'an object lies in the folder of another partition',
    apply: (objects) => objects.put(objects.key(0).replace(/\/rows\+\d+/, '/rows+999'), objects.content(0)),
    faults: [{ kind: 'object-misplaced', object: 'rows+999+0000000000.json' }],
  },
  {
    title: 'an object is named with too few digits',
    apply: (objects) => objects.put(objects.key(0).replace('+0000000000', '+0'), objects.content(0)),
    faults: [{ kind: 'object-misplaced', object: '+0.json' }],
  },
  {
    title: 'an object lies in the folder of a partition that the topic does not have',
    apply: (objects) =>
      objects.put(objects.key(0).replace(/partition=(\d+)\/rows\+\d+/, 'partition=9$1/rows+9$1'), objects.content(0)),
    faults: [{ kind: 'object-misplaced', object: '+0000000000.json' }],
  },
];

/** Every one is a fault of the data. */
export const OBJECT_DAMAGES: readonly ObjectDamage[] = TABLE.map((damage) => ({ ...damage, exitCode: 1 }));

/** What is done to objects and must not be taken for a fault. */
export const HARMLESS: readonly ObjectEdit[] = [
  {
    title: 'a stray temporary file, which the sink leaves when it is killed in an upload',
    apply: (objects) => objects.put(`${objects.key(0)}-0f8fad5b-d9cb-469f-a165-70867728950e`, 'half a li'),
  },
  {
    title: 'fields in another order, and white space between them',
    apply: edit((line) => {
      const { id, code } = JSON.parse(line);
      const amount = /"amount":(\d+)/.exec(line)?.[1];
      return `{ "amount": ${amount}, "code": "${code}", "id": "${id}" }`;
    }),
  },
];
