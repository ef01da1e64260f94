import type { Daemon } from '../../scripts/lib/daemon.ts';

/** A service of the embedded runtime as far as its pid file tells: a process that does nothing. */
export function idleDaemon(
  place: Pick<Daemon, 'name' | 'cwd' | 'pidFile' | 'logFile'> & Partial<Pick<Daemon, 'address'>>,
): Daemon {
  return {
    address: '127.0.0.1:1',
    command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'],
    env: {},
    prepare: () => Promise.resolve(),
    ...place,
  };
}
