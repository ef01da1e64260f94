import type { Settings } from '../../configs/settings.ts';
import { readEvidence } from '../lib/log-file.ts';
import { runtimeOf } from './runtime.ts';
import type { Service } from './runtime.ts';

const LINES = 6;

/** What the logs of a service say at their ends: for the message of a wait that has failed. */
export async function evidenceOf(settings: Settings, service: Service): Promise<string> {
  const processes = await runtimeOf(settings).status(service);
  const shown = processes.flatMap(({ logFile }) => (logFile ? [readEvidence(logFile, LINES)] : []));
  return (await Promise.all(shown)).join('\n');
}
