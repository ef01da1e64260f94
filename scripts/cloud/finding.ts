import { WorkflowError } from '../lib/errors.ts';

/** One thing that was looked at in the account. */
export interface Finding {
  readonly what: string;
  readonly result: 'ok' | 'problem' | 'not checked';
  readonly found: string;
  readonly hint?: string;
}

/** Looks at one thing; a `WorkflowError` is what was found too. */
export async function finding(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, result: 'ok', found: await look() };
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    return { what, result: 'problem', found: error.message, hint: error.hint };
  }
}

/** One thing that was not looked at, and why. */
export function notChecked(what: string, why: string): Finding {
  return { what, result: 'not checked', found: why };
}
