import { TIMEOUTS, silenceVersionWarning } from '../clients.ts';
import { formatDuration } from '../lib/format.ts';
import { WorkflowError } from '../lib/errors.ts';
import { resolveCredentials } from './credentials.ts';
import { notChecked } from './finding.ts';
import type { Finding } from './finding.ts';

/** Whoever asks wants to go on without the account rather than wait for it. */
const STS_TIMEOUT_MS = 5000;

/** Which key the chain found, by its end alone, and how long it is good for. Throws when there is none or it has ended. */
export async function checkCredentials(): Promise<string> {
  const { accessKeyId, sessionToken, expiration } = await resolveCredentials();
  const key = `key …${accessKeyId.slice(-4)}`;
  if (!sessionToken) return `${key}, does not expire`;
  if (!expiration) return `${key}, temporary, its end is not told`;
  const leftMs = expiration.getTime() - Date.now();
  if (leftMs > 0) return `${key}, expires in ${formatDuration(leftMs)}`;
  throw new WorkflowError(`The AWS credentials expired at ${expiration.toISOString()}`, {
    hint: 'Get new ones, for SSO with `aws sso login`.',
    exitCode: 2,
  });
}

/** The account, where STS answers; a policy or an endpoint of one's own may keep it silent, which is no problem. */
export async function readAccount(region: string): Promise<Finding> {
  const identity = await askAccount(region);
  if (!identity) return notChecked('account', 'STS does not tell it');
  return { what: 'account', result: 'ok', found: `${identity.account} as ${identity.arn}` };
}

/** Number of the account, and who one is in it; `undefined` where STS does not answer. */
export async function askAccount(region: string): Promise<{ account: string; arn: string } | undefined> {
  silenceVersionWarning();
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({
    region,
    maxAttempts: 1,
    requestHandler: { ...TIMEOUTS, requestTimeout: STS_TIMEOUT_MS },
  });
  try {
    const { Account: account, Arn: arn } = await client.send(new GetCallerIdentityCommand({}));
    return account && arn ? { account, arn } : undefined;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}
