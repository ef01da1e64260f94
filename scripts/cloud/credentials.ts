import { silenceVersionWarning } from '../clients.ts';
import { WorkflowError, messageOf } from '../lib/errors.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When temporary ones end. */
  readonly expiration?: Date;
}

/** What the SDK's own chain finds: variables, profile, SSO, a process, a role. Throws when it finds nothing. */
export async function resolveCredentials(): Promise<Credentials> {
  silenceVersionWarning();
  const { GlueClient } = await import('@aws-sdk/client-glue');
  const client = new GlueClient({ region: 'us-east-1' });
  try {
    return await client.config.credentials();
  } catch (cause) {
    throw new WorkflowError(`There are no AWS credentials: ${messageOf(cause)}`, {
      hint: 'Set AWS_PROFILE (after `aws sso login` for SSO) or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the shell.',
      exitCode: 2,
      cause,
    });
  } finally {
    client.destroy();
  }
}
