import { finding, notChecked } from './finding.ts';
import type { Finding } from './finding.ts';
import { isMissingInside, refusal } from './refusal.ts';
import type { Call } from './refusal.ts';

export interface RightsOptions {
  /** Ask for the rights to write too; nothing stays behind. */
  readonly probeWrites: boolean;
}

/** A right that the pipeline needs. */
export interface Right {
  /** The action and what it is allowed on. */
  readonly what: string;
  readonly call: Call;
}

/** Asks for it by a call about something that is not there: that reads nothing and changes nothing. */
export function askFor({ what, call }: Right, ask: () => Promise<unknown>): Promise<Finding> {
  return finding(what, async () => {
    try {
      await ask();
    } catch (error) {
      if (!isMissingInside(error)) throw refusal(error, call);
    }
    return 'allowed';
  });
}

/** A right to write, as long as nobody wants it to be asked for. */
export function notProbed({ what }: Right): Finding {
  return notChecked(what, 'asked for only with --probe-writes');
}
