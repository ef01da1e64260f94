import { formatBytes } from '../scripts/lib/format.ts';
import { table } from '../scripts/lib/table.ts';
import { readMemory } from '../scripts/memory.ts';
import type { ServiceMemory } from '../scripts/memory.ts';
import { findLogs, readLog } from '../scripts/logs.ts';
import { readStatus } from '../scripts/status.ts';
import type { Status } from '../scripts/status.ts';
import { define } from './define.ts';
import { printJson, printLines } from './output.ts';
import { loadSettings } from './settings.ts';

define(
  'status',
  'Show services, connectors with their tasks, topics with their offsets, and sink groups with their lag',
  {
    options: {
      memory: { summary: 'Show instead what each process takes' },
      json: { summary: 'Print one JSON document' },
    },
  },
  async ({ has }) => {
    if (has('memory')) {
      const memory = await readMemory(loadSettings());
      return has('json') ? printJson(memory) : printLines(memoryLines(memory));
    }
    const status = await readStatus(loadSettings());
    if (has('json')) printJson(status);
    else printLines(statusLines(status));
  },
);

define(
  'logs',
  'Print the end of the logs of a service (all without a name)',
  { args: ['[service]'], options: { follow: { summary: 'Go on until Ctrl-C' } } },
  async ({ args, has }) => {
    const logs = await findLogs(loadSettings(), args[0]);
    await Promise.all(
      logs.map(async (log) => {
        for await (const text of readLog(log, { follow: has('follow') })) {
          const prefix = logs.length > 1 ? `${log.name} | ` : '';
          printLines(
            text
              .trimEnd()
              .split('\n')
              .map((line) => `${prefix}${line}`),
          );
        }
      }),
    );
  },
);

function memoryLines(services: readonly ServiceMemory[]): string[] {
  const rows = [...services, totalOf(services)].map(({ name, resident, proportional, peak }) => [
    name,
    ...[resident, proportional, peak].map((bytes) => (bytes === undefined ? '' : formatBytes(bytes))),
  ]);
  return table(['Service', 'Resident', 'Proportional', 'Peak'], rows);
}

function totalOf(services: readonly ServiceMemory[]): ServiceMemory {
  const none: ServiceMemory = { name: 'total', resident: 0, proportional: 0, peak: 0 };
  return services.reduce(
    (total, { resident, proportional, peak }) => ({
      ...total,
      resident: total.resident + resident,
      proportional: add(total.proportional, proportional),
      peak: add(total.peak, peak),
    }),
    none,
  );
}

/** A sum in which one part is not known is not known. */
function add(sum: number | undefined, part: number | undefined): number | undefined {
  return sum === undefined || part === undefined ? undefined : sum + part;
}

/** The tables of `status`; pure, so that a test can read them. */
export function statusLines(status: Status): string[] {
  const { services, connectors, topics, groups, notes } = status;
  const serviceRows = services.map(({ name, address, state, pid, memory }) => [
    name,
    address,
    state,
    String(pid ?? ''),
    memory ? formatBytes(memory) : '',
  ]);
  const connectorRows = (connectors ?? []).map(({ name, type, state, tasks }) => [
    name,
    type,
    state,
    tasks.map((task) => `${task.id} ${task.state}${task.cause ? `: ${task.cause}` : ''}`).join(', '),
  ]);
  const topicRows = (topics ?? []).flatMap(({ name, partitions }) =>
    partitions.map(({ partition, low, high }) => [name, String(partition), String(low), String(high)]),
  );
  const groupRows = (groups ?? []).map(({ name, state, members, lag }) => [name, state, String(members), String(lag)]);
  return [
    `RUNTIME=${status.runtime} AWS=${status.aws} CONNECTORS=${status.plugins} RUN_DIR=${status.runDir}`,
    ...section(['Service', 'Address', 'State', 'Pid', 'Memory'], serviceRows),
    ...section(['Connector', 'Type', 'State', 'Tasks'], connectorRows),
    ...section(['Topic', 'Partition', 'Low', 'High'], topicRows),
    ...section(['Group', 'State', 'Members', 'Lag'], groupRows),
    ...notes.map((note) => `Note: ${note}`),
  ];
}

function section(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length > 0 ? ['', ...table(header, rows)] : [];
}
