import * as v from 'valibot';
import type { Settings } from '../../../configs/settings.ts';
import { COMPOSE, readDocker } from './compose.ts';

const Listed = v.object({
  ID: v.string(),
  Name: v.string(),
  Service: v.string(),
  State: v.string(),
  ExitCode: v.optional(v.number(), 0),
});

const Stats = v.object({ ID: v.string(), MemUsage: v.string() });

export interface Container {
  readonly id: string;
  /** Such as `kafka-connect-workshop-kafka-1-1`. */
  readonly name: string;
  /** Its name in the compose files. */
  readonly service: string;
  readonly isRunning: boolean;
  readonly exitCode: number;
}

/** The run's containers, those that have ended too. */
export async function listContainers(settings: Settings): Promise<Container[]> {
  const { stdout } = await readDocker(settings, [...COMPOSE, 'ps', '--all', '--format', 'json']);
  return jsonLines(stdout).map((line) => {
    const { ID, Name, Service, State, ExitCode } = v.parse(Listed, line);
    return { id: ID, name: Name, service: Service, isRunning: State === 'running', exitCode: ExitCode };
  });
}

/** What each running container uses, in bytes by the beginning of its id. */
export async function readMemory(settings: Settings, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const { stdout } = await readDocker(settings, ['docker', 'stats', '--no-stream', '--format', '{{json .}}', ...ids]);
  return new Map(jsonLines(stdout).map((line) => [v.parse(Stats, line).ID, bytesIn(v.parse(Stats, line).MemUsage)]));
}

/** The volumes of the run, by name. */
export async function listVolumes(settings: Settings): Promise<string[]> {
  const filter = `label=com.docker.compose.project=${settings.composeProject}`;
  const list = ['docker', 'volume', 'ls', '--filter', filter, '--format', '{{.Name}}'];
  return (await readDocker(settings, list)).stdout.split('\n').filter(Boolean);
}

/** The last lines that a container printed. */
export async function readContainerLog(settings: Settings, { id }: Container, lines: number): Promise<string> {
  return (await readDocker(settings, ['docker', 'logs', '--tail', String(lines), id])).stdall;
}

/** Compose prints one document to a line, older versions one array. */
function jsonLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line): unknown => JSON.parse(line));
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `380.2MiB / 23.4GiB` */
function bytesIn(usage: string): number {
  const [, amount = '0', unit = 'B'] = /^([\d.]+)(\w+)/.exec(usage) ?? [];
  return Math.round(Number(amount) * (UNITS[unit] ?? 1));
}
