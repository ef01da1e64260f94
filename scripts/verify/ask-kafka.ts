import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, WorkflowError } from '../lib/errors.ts';

/** A broker that died is replaced as leader within its 9 s session. */
const RETRY_FOR_MS = 20_000;
const RETRY_EVERY_MS = 300;

/** Asks again while a broker that answered is gone and another takes over. Throws with exit code 3 when none does. */
export async function askKafka<T>(what: string, ask: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + RETRY_FOR_MS;
  for (;;) {
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof Error) || !cause.name.startsWith('KafkaJS')) throw cause;
      if (Date.now() >= giveUpAt) {
        throw new WorkflowError(`Kafka does not tell ${what}: ${messageOf(cause)}`, {
          hint: 'See which brokers run with `npx just status`.',
          cause,
        });
      }
      await pause(RETRY_EVERY_MS);
    }
  }
}
