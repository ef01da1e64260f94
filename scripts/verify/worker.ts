import { parentPort, workerData } from 'node:worker_threads';
import { openScanner } from './scan.ts';
import { describeError, type ScanReply, type ScanRequest, type WorkerStart } from './worker-messages.ts';

/** A progress message for every batch would cost more than the batch. */
const REPORT_EVERY = 50_000;

/** The body of a worker thread: scans what it is told to, until it is terminated. */
export async function serveScans(): Promise<void> {
  const port = parentPort;
  if (!port) throw new TypeError('serveScans runs in a worker thread');
  const { settings, topics, registryRegion }: WorkerStart = workerData;
  const reply = (message: ScanReply) => port.postMessage(message);
  let unreported = 0;
  const scanner = openScanner(settings, {
    topics,
    registryRegion,
    onRecords: (count) => {
      unreported += count;
      if (unreported < REPORT_EVERY) return;
      reply({ kind: 'progress', records: unreported });
      unreported = 0;
    },
  });
  // Its failure is the answer to every request; before the first it must not count as unhandled.
  scanner.catch(() => undefined);
  port.on('message', (request: ScanRequest) => {
    void scanner
      .then((opened) => opened.scan(request.job))
      .then(
        (result) => reply({ kind: 'result', id: request.id, result }),
        (error: unknown) => reply({ kind: 'error', id: request.id, ...describeError(error) }),
      );
  });
}
