import { $, which } from 'zx/core';
import type { Settings } from '../../../configs/settings.ts';
import { WorkflowError } from '../../lib/errors.ts';

const NEEDED_COMPOSE = 2;

/** With `RUNTIME=docker` an engine answers and Compose is new enough. */
export async function checkDocker({ runtime, environment: env }: Settings): Promise<string> {
  if (runtime !== 'docker') return 'not needed with RUNTIME=embedded';
  if (!(await which('docker', { nothrow: true }))) {
    throw missing('No `docker` on the PATH', 'Install Docker Engine or Docker Desktop, or set RUNTIME=embedded.');
  }
  const ask = $({ quiet: true, nothrow: true, timeout: '30s', env });
  const engine = await ask`docker version --format ${'{{.Server.Version}}'}`;
  if (engine.exitCode !== 0) {
    const said = engine.stderr.trim().split('\n').at(-1) ?? '';
    throw missing(`No Docker engine answers: ${said}`, 'Start it; DOCKER_HOST names one that is elsewhere.');
  }
  const compose = await ask`docker compose version --short`;
  const version = compose.stdout.trim().replace(/^v/, '');
  if (compose.exitCode !== 0 || !(Number.parseInt(version) >= NEEDED_COMPOSE)) {
    throw missing(
      `Docker Compose is ${version || 'not there'}, version ${NEEDED_COMPOSE} is needed`,
      'Install the Compose plugin (`docker compose`, not `docker-compose`).',
    );
  }
  return `engine ${engine.stdout.trim()}, Compose ${version}`;
}

function missing(message: string, hint: string): WorkflowError {
  return new WorkflowError(message, { hint, exitCode: 2 });
}
