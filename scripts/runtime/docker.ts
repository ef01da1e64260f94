import type { Settings } from '../../configs/settings.ts';
import { WorkflowError } from '../lib/errors.ts';
import { removeCredentials, writeAwsFiles } from './docker/aws-files.ts';
import { changeWithCompose } from './docker/compose.ts';
import { listContainers, listVolumes, readContainerLog, readMemory } from './docker/containers.ts';
import type { Container } from './docker/containers.ts';
import { containersOf, plannedContainers } from './docker/plan.ts';
import type { PlannedContainer } from './docker/plan.ts';
import { startVariables } from './docker/variables.ts';
import { createRunFolder } from './run-folder.ts';
import type { ProcessState, Runtime, Service } from './runtime.ts';

const EVIDENCE_LINES = 12;

/** The tutorial's containers: the project's compose files on official images, driven through `docker compose`. */
export function docker(settings: Settings): Runtime {
  return {
    start: (service) => start(settings, service),
    stop: (service) => stop(settings, service),
    status: (service) => status(settings, service),
    checkAlive: (service) => checkAlive(settings, service),
    plan: (service) => Promise.resolve(plannedContainers(settings, service)),
    volumes: () => listVolumes(settings),
    removeVolumes: () => changeWithCompose(settings, ['down', '--volumes']),
  };
}

async function start(settings: Settings, service: Service): Promise<string[]> {
  const names = startable(settings, service);
  if (names.length === 0) return [];
  await createRunFolder(settings);
  await writeAwsFiles(settings);
  const before = await running(settings, names);
  // An image that was built from an earlier glue/ makes way, unless it runs.
  const isToBuild = names.includes('glue') && !before.some((each) => each.service === 'glue');
  const up = ['up', '--detach', '--no-deps', ...(isToBuild ? ['--build'] : []), ...names];
  await changeWithCompose(settings, up, await startVariables(settings, service));
  const after = await running(settings, names);
  return after.filter(({ id }) => !before.some((each) => each.id === id)).map((each) => each.service);
}

/** Kpow stops at once without its licence. */
function startable(settings: Settings, service: Service): string[] {
  const names = plannedContainers(settings, service).map(({ name }) => name);
  return settings.kpowLicense ? names : names.filter((name) => name !== 'kpow');
}

async function stop(settings: Settings, service: Service): Promise<string[]> {
  const names = containersOf(settings, service).map(({ name }) => name);
  const present = (await listContainers(settings)).filter((each) => names.includes(each.service));
  const services = present.map((each) => each.service);
  if (services.length > 0) await changeWithCompose(settings, ['rm', '--stop', '--force', '--volumes', ...services]);
  if ((await listContainers(settings)).length === 0) {
    await removeCredentials(settings);
    // The last one to leave takes the network with it.
    if (services.length > 0) await changeWithCompose(settings, ['down']);
  }
  return present.filter(({ isRunning }) => isRunning).map((each) => each.service);
}

async function status(settings: Settings, service: Service): Promise<ProcessState[]> {
  const planned = plannedContainers(settings, service);
  if (planned.length === 0) return [];
  const containers = await listContainers(settings);
  const own = containers.filter((each) => planned.some(({ name }) => name === each.service) && each.isRunning);
  const memory = await readMemory(
    settings,
    own.map(({ id }) => id),
  );
  return planned.map((plan) =>
    stateOf(
      plan,
      containers.find((each) => each.service === plan.name),
      memory,
    ),
  );
}

function stateOf(
  { name, service, address }: PlannedContainer,
  container: Container | undefined,
  memory: ReadonlyMap<string, number>,
): ProcessState {
  const logCommand = container && (['docker', 'logs', '--tail', '200', container.id] as const);
  const common = { name, service, address, logCommand };
  if (!container?.isRunning) return { ...common, state: 'stopped' };
  const used = [...memory].find(([id]) => container.id.startsWith(id) || id.startsWith(container.id));
  return { ...common, state: 'running', memory: used?.[1] };
}

async function checkAlive(settings: Settings, service: Service): Promise<void> {
  const names = startable(settings, service);
  const containers = await listContainers(settings);
  for (const name of names) {
    const container = containers.find((each) => each.service === name);
    if (container?.isRunning) continue;
    if (!container) throw new WorkflowError(`There is no container of ${name}`, { hint: 'Run the command again.' });
    const log = (await readContainerLog(settings, container, EVIDENCE_LINES)).trim().replaceAll('\n', '\n  ');
    throw new WorkflowError(`Container ${name} ended with exit code ${container.exitCode}\n  ${log}`, {
      hint: `Read the whole log with \`npx just logs ${name}\`; exit code 137 means that memory ran out.`,
    });
  }
}

async function running(settings: Settings, names: readonly string[]): Promise<Container[]> {
  return (await listContainers(settings)).filter((each) => each.isRunning && names.includes(each.service));
}
