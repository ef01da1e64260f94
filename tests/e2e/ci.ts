/** Whether CI runs the tests: what it can prepare has to be there then, or a test would be skipped for ever unseen. */
export const isCi = process.env['CI'] === 'true';
