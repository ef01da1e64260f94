import type { Settings } from '../configs/settings.ts';
import { downloadAll } from './download.ts';
import type { Downloaded } from './download.ts';
import { fetchWithin } from './lib/fetch.ts';
import { waitFor } from './lib/wait.ts';
import { verifyAppPorts } from './preflight/machine.ts';
import { evidenceOf } from './runtime/evidence.ts';
import { runtimeOf } from './runtime/runtime.ts';

const READY_TIMEOUT_MS = 180_000;
const ANSWER_TIMEOUT_MS = 5000;

export interface UiStart {
  readonly started: readonly string[];
  readonly downloaded: readonly Downloaded[];
  readonly url: string;
  /** `undefined` without its licence. */
  readonly kpowUrl: string | undefined;
}

/** Starts kafka-ui with the Glue serde, and Kpow if its licence is there; resolves once kafka-ui is healthy. */
export async function startUi(settings: Settings): Promise<UiStart> {
  await verifyAppPorts(settings);
  const downloaded = await downloadAll(settings, { uses: ['serde'] });
  const runtime = runtimeOf(settings);
  const started = await runtime.start('ui');
  const url = `http://${settings.host}:${settings.uiPort}`;
  const healthy = async () => {
    await runtime.checkAlive('ui');
    const { ok, status } = await fetchWithin(ANSWER_TIMEOUT_MS, `${url}/actuator/health`);
    if (ok) return true;
    throw new Error(`it answers ${status}`);
  };
  await waitFor(`kafka-ui at ${url}`, healthy, {
    timeoutMs: READY_TIMEOUT_MS,
    hint: 'Read its log with `npx just logs kafka-ui`.',
    evidence: () => evidenceOf(settings, 'ui'),
  });
  const kpowUrl = settings.kpowLicense ? `http://${settings.host}:${settings.kpowPort}` : undefined;
  return { started, downloaded, url, kpowUrl };
}

/** Stops the management apps; resolves with the names of those that ran. */
export function stopUi(settings: Settings): Promise<string[]> {
  return runtimeOf(settings).stop('ui');
}
