/** One thing that was looked at in the account. */
export interface Finding {
  readonly what: string;
  readonly result: 'ok' | 'problem' | 'not checked';
  readonly found: string;
  readonly hint?: string;
}
