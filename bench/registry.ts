import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../scripts/lib/table.ts';
import { load, send, type Rate } from './registry/load.ts';
import { moto, ours, startServer, type Server, type Start } from './registry/server.ts';

const CLIENTS = 16;
const STARTS = 5;
/** moto is slow: more calls would make nothing clearer. */
const MOTO_CALLS = 1000;
const SIZES = [10, 1000, 10_000];
const SchemaId = { RegistryName: 'bench', SchemaName: 'bench' };

interface Measured {
  readonly startMs: number;
  readonly reads: Rate;
  readonly registrations: Rate;
  readonly rssMb: number;
}

interface Growth {
  readonly versions: number;
  readonly reads: Rate;
  readonly registrations: Rate;
  readonly listMs: number;
  readonly restartMs: number;
  readonly rssMb: number;
}

/**
 * Measures the registry side by side with moto's server from PyPI in one run: start, reads and registrations of 16 clients,
 * and how the cost grows with the versions of a schema. `--records N` sets the number of calls.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { records: { type: 'string', default: '20000' } } });
  const calls = Number(values.records);
  const folder = mkdtempSync(join(tmpdir(), 'registry-bench-'));
  try {
    const own = await measure(ours(join(folder, 'speed')), calls);
    const motoStart = await moto();
    const other = motoStart && (await measure(motoStart, Math.min(calls, MOTO_CALLS)));
    const growth = await measureGrowth(join(folder, 'growth'), Math.min(calls, 4000));
    print({ own, other, growth });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(start: Start, calls: number): Promise<Measured> {
  const startMs = await medianStart(start);
  const server = await startServer(start);
  try {
    const SchemaVersionId = await createSchema(server);
    const options = { port: server.port, clients: CLIENTS, calls };
    const read = () => ({ operation: 'GetSchemaVersion', input: { SchemaVersionId } });
    await load({ ...options, calls: Math.ceil(calls / 10) }, read);
    const reads = await load(options, read);
    const registrations = await load({ ...options, calls: Math.ceil(calls / 4) }, register);
    return { startMs, reads, registrations, rssMb: await server.rssMb() };
  } finally {
    await server.stop();
  }
}

async function medianStart(start: Start): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    const server = await startServer(start);
    times.push(server.startMs);
    await server.stop();
  }
  return times.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] ?? 0;
}

async function createSchema({ port }: Server): Promise<string> {
  await send(port, { operation: 'CreateRegistry', input: { RegistryName: 'bench' } });
  const input = {
    RegistryId: { RegistryName: 'bench' },
    SchemaName: 'bench',
    DataFormat: 'AVRO',
    Compatibility: 'BACKWARD',
    SchemaDefinition: definition(0),
  };
  const answer = await send(port, { operation: 'CreateSchema', input });
  return /"SchemaVersionId": ?"([^"]+)"/.exec(answer)?.[1] ?? '';
}

/** Every one is another definition, and BACKWARD takes each after any other. */
function definition(index: number): string {
  const field = (name: string) => ({ name, type: ['null', 'string'], default: null });
  const fields = ['quantity', 'product_id', 'customer_id', `added_${index}`].map(field);
  return JSON.stringify({ type: 'record', name: 'Gen0', namespace: 'com.amazonaws.mskdatagen', fields });
}

function register(index: number) {
  return { operation: 'RegisterSchemaVersion', input: { SchemaId, SchemaDefinition: definition(index + 1) } };
}

async function measureGrowth(folder: string, calls: number): Promise<Growth[]> {
  const growth: Growth[] = [];
  let versions = 1;
  let server = await startServer(ours(folder));
  const SchemaVersionId = await createSchema(server);
  const add = async (count: number) => {
    const from = versions;
    versions += count;
    return load({ port: server.port, clients: CLIENTS, calls: count }, (index) => register(from + index));
  };
  for (const size of SIZES) {
    await add(size - versions);
    await server.stop();
    server = await startServer(ours(folder));
    const options = { port: server.port, clients: CLIENTS, calls };
    const reads = await load(options, () => ({ operation: 'GetSchemaVersion', input: { SchemaVersionId } }));
    const listing = { ...options, clients: 1, calls: 20 };
    const lists = await load(listing, () => ({ operation: 'ListSchemaVersions', input: { SchemaId } }));
    const registrations = await add(Math.min(size, 500));
    growth.push({
      versions: size,
      reads,
      registrations,
      listMs: lists.p50Ms,
      restartMs: server.startMs,
      rssMb: await server.rssMb(),
    });
  }
  await server.stop();
  return growth;
}

interface Report {
  readonly own: Measured;
  readonly other: Measured | undefined;
  readonly growth: readonly Growth[];
}

function print({ own, other, growth }: Report): void {
  const header = ['', 'start', 'reads/s', 'p50', 'p99', 'registrations/s', 'p50', 'p99', 'failed', 'memory'];
  const rows = [row('this registry', own), ...(other ? [row('moto server', other)] : [])];
  const grown = growth.map(({ versions, reads, registrations, listMs, restartMs, rssMb }) =>
    [
      versions,
      `${restartMs} ms`,
      reads.perSecond,
      `${reads.p99Ms} ms`,
      registrations.perSecond,
      `${registrations.p99Ms} ms`,
      `${listMs} ms`,
      `${rssMb} MB`,
    ].map(String),
  );
  const grownHeader = ['versions', 'restart', 'reads/s', 'p99', 'registrations/s', 'p99', 'list page', 'memory'];
  for (const line of [...table(header, rows), '', ...table(grownHeader, grown)]) console.log(line);
  const ratio = other && {
    reads: Number((own.reads.perSecond / other.reads.perSecond).toFixed(1)),
    registrations: Number((own.registrations.perSecond / other.registrations.perSecond).toFixed(1)),
    start: Number((other.startMs / own.startMs).toFixed(1)),
  };
  const machine = { cores: cpus().length, node: process.version, clients: CLIENTS };
  console.log(JSON.stringify({ bench: 'registry', ...machine, own, moto: other, ratio, growth }));
}

function row(name: string, { startMs, reads, registrations, rssMb }: Measured): string[] {
  const rate = ({ perSecond, p50Ms, p99Ms }: Rate) => [String(perSecond), `${p50Ms} ms`, `${p99Ms} ms`];
  const failed = String(reads.failed + registrations.failed);
  return [name, `${startMs} ms`, ...rate(reads), ...rate(registrations), failed, `${rssMb} MB`];
}
