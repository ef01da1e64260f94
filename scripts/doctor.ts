import type { Settings } from '../configs/settings.ts';
import { WorkflowError } from './lib/errors.ts';
import type { CheckResult } from './preflight.ts';
import { readStatus } from './status.ts';
import type { ConnectorState } from './status.ts';

const hint = 'Run `npx just up`: it starts what is missing and restarts what failed.';

/** What only a running stack can answer: processes that have ended, tasks that do not run. Empty when nothing runs. */
export async function checkStack(settings: Settings): Promise<CheckResult[]> {
  const { services, connectors = [] } = await readStatus(settings);
  if (services.every(({ state }) => state === 'stopped')) return [];
  const running = services.filter(({ state }) => state === 'running').map(({ name }) => name);
  // The management apps are nobody's need: they are asked for one by one.
  const stopped = services
    .filter(({ state, service }) => state === 'stopped' && service !== 'ui')
    .map(({ name }) => name);
  return [
    stopped.length === 0
      ? { title: 'Services', found: running.join(', ') }
      : { title: 'Services', problem: unhealthy(`${stopped.join(', ')} stopped while the others run`) },
    ...connectors.map(checkConnector),
  ];
}

function checkConnector({ name, state, tasks }: ConnectorState): CheckResult {
  const bad = tasks.filter((task) => task.state !== 'RUNNING');
  if (state === 'RUNNING' && bad.length === 0) return { title: name, found: `${tasks.length} tasks RUNNING` };
  const lines = bad.map((task) => `task ${task.id} is ${task.state}${task.cause ? `: ${task.cause}` : ''}`);
  return { title: name, problem: unhealthy([`the connector is ${state}`, ...lines].join('; ')) };
}

function unhealthy(message: string): WorkflowError {
  return new WorkflowError(message, { hint, exitCode: 5 });
}
