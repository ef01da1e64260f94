import type { Fault } from '../../glue/registry/faults.ts';
import type { Settings } from '../../configs/settings.ts';
import { messageOf, WorkflowError } from '../lib/errors.ts';

const ADMIN_TIMEOUT_MS = 5000;

/** Replaces the faults that the local registry rehearses; none of them ends the rehearsal. Never speaks to AWS. */
export async function setFaults(
  { glueEndpoint }: Pick<Settings, 'glueEndpoint'>,
  faults: readonly Partial<Fault>[],
): Promise<void> {
  const answer = await fetch(`${glueEndpoint}/_faults`, {
    method: 'PUT',
    body: JSON.stringify({ faults }),
    signal: AbortSignal.timeout(ADMIN_TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new WorkflowError(`The registry at ${glueEndpoint} does not answer: ${messageOf(cause)}`, { cause });
  });
  if (answer.ok) return;
  throw new WorkflowError(`The registry at ${glueEndpoint} takes no such faults: ${await answer.text()}`, {
    hint: 'Faults are off unless the registry was started with `--faults`.',
    exitCode: 2,
  });
}
