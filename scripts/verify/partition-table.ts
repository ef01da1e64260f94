import { formatBytes } from '../lib/format.ts';
import { table } from '../lib/table.ts';
import type { PartitionReport, VerifyReport } from './report.ts';

/** A column of the table: what a partition shows there, and what is below all of them. */
interface Column {
  readonly title: string;
  readonly cell: (report: PartitionReport) => string;
  readonly total?: (reports: readonly PartitionReport[]) => string;
}

type Counted = 'records' | 'decoded' | 'ruled' | 'objects' | 'lines' | 'pending';

const counted = (title: Counted): Column => ({
  title,
  cell: (report) => String(report[title]),
  total: (reports) => String(sum(reports, (report) => report[title])),
});

const PLACE: readonly Column[] = [
  { title: 'topic', cell: ({ topic, partition }) => `${topic}-${partition}`, total: () => 'total' },
  { title: 'offsets', cell: ({ low, high }) => `${low}-${high}` },
];
const SINK: Column = { title: 'sink', cell: ({ sink }) => sink ?? '-' };
const RECORDS: readonly Column[] = [counted('records'), counted('decoded'), counted('ruled')];
const OBJECTS: readonly Column[] = [
  counted('objects'),
  counted('lines'),
  {
    title: 'bytes',
    cell: ({ bytes }) => formatBytes(bytes),
    total: (reports) => formatBytes(sum(reports, ({ bytes }) => bytes)),
  },
  { title: 'in S3 to', cell: ({ sink, end }) => (sink === null ? '-' : String(end)) },
];
const COMMITTED: readonly Column[] = [{ title: 'committed', cell: ({ committed }) => String(committed ?? '-') }];
const PENDING: readonly Column[] = [counted('pending')];
const TIME: readonly Column[] = [{ title: 'time', cell: ({ durationMs }) => `${(durationMs / 1000).toFixed(1)} s` }];
const LAG: readonly Column[] = [
  {
    title: 'lag',
    cell: ({ lag }) => String(lag ?? '-'),
    total: (reports) => String(sum(reports, ({ lag }) => lag ?? 0)),
  },
];

/** What was counted in each partition, and in all of them, as far as the questions were about it. */
export function partitionTable({ partitions, reading }: Pick<VerifyReport, 'partitions' | 'reading'>): string[] {
  if (partitions.length === 0) return [];
  const columns = [
    ...PLACE,
    ...(hasSeveralSinks(partitions) ? [SINK] : []),
    ...(reading.records ? RECORDS : []),
    ...(reading.objects ? OBJECTS : []),
    ...(reading.committed ? COMMITTED : []),
    ...(reading.objects ? PENDING : []),
    ...(reading.committed ? LAG : []),
    ...(reading.records ? TIME : []),
  ];
  const rows = partitions.map((report) => columns.map(({ cell }) => cell(report)));
  const totals = columns.map(({ total }) => total?.(partitions) ?? '');
  return table(
    columns.map(({ title }) => title),
    [...rows, totals],
  );
}

/** With several sinks a partition is there once for each of those that read it. */
export function hasSeveralSinks(partitions: readonly Pick<PartitionReport, 'sink'>[]): boolean {
  return new Set(partitions.map(({ sink }) => sink).filter((sink) => sink !== null)).size > 1;
}

function sum(reports: readonly PartitionReport[], pick: (report: PartitionReport) => number): number {
  return reports.reduce((total, report) => total + pick(report), 0);
}
