import { once } from 'node:events';
import type { Server } from 'node:http';
import { codeOf, WorkflowError } from '../../../scripts/lib/errors.ts';

/** Requests under way get so long to be answered when the server stops. */
const CLOSE_GRACE_MS = 1000;

interface Address {
  readonly port: number;
  readonly host: string;
}

/** Resolves with the port once the server accepts connections. Throws a WorkflowError when the port is taken. */
export async function listen(server: Server, { port, host }: Address): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    if (codeOf(cause) !== 'EADDRINUSE') throw cause;
    throw new WorkflowError(`Port ${port} is taken by another process`, {
      hint: 'Choose another one with `--port`, or stop that process.',
      exitCode: 2,
      cause,
    });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Stops accepting, lets requests under way finish, then cuts what is left. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cut);
}
