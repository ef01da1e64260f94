import { WorkflowError, messageOf } from '../lib/errors.ts';

/** What was asked of AWS, for the sentence that says that it failed. */
export interface Call {
  /** The IAM action, such as `glue:GetRegistry`. */
  readonly action: string;
  /** Such as `registry online-order`. */
  readonly resource: string;
  readonly region: string;
  /** What a refusal may come from beside the policy, with its remedy. */
  readonly otherwise?: string;
}

const EXPIRED = /^(?:ExpiredToken(?:Exception)?|RequestExpired|TokenRefreshRequired)$/;
const WRONG_KEY =
  /^(?:InvalidAccessKeyId|UnrecognizedClientException|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignatureException)$/;
const DENIED = /^(?:AccessDenied(?:Exception)?|Forbidden)$/;
const MISSING = /^(?:EntityNotFoundException|NotFound|NoSuchBucket)$/;
const MISSING_INSIDE = /^(?:EntityNotFoundException|NoSuchKey|NoSuchUpload)$/;
const ELSEWHERE = /^(?:PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/;

/** Whether AWS says that there is no such thing. */
export function isMissing(error: unknown): boolean {
  return MISSING.test(nameOf(error));
}

/**
 * Whether AWS says that a registry has no such schema, or a bucket no such key or upload. It judges whether a call is
 * allowed before it looks, so whoever gets this answer is allowed.
 */
export function isMissingInside(error: unknown): boolean {
  return MISSING_INSIDE.test(nameOf(error));
}

/** Turns what an SDK call threw into a sentence and a remedy. */
export function refusal(cause: unknown, { action, resource, region, otherwise }: Call): WorkflowError {
  const name = nameOf(cause);
  const status = statusOf(cause);
  const told = (message: string, hint: string) => new WorkflowError(message, { hint, exitCode: 2, cause });
  if (EXPIRED.test(name)) {
    return told(`The AWS credentials have expired (${name})`, 'Get new ones, for SSO with `aws sso login`.');
  }
  if (WRONG_KEY.test(name)) {
    return told(`AWS does not take these credentials (${name})`, 'Correct the access key and its secret.');
  }
  if (ELSEWHERE.test(name) || status === 301) {
    return told(`The ${resource} is not in ${region}`, 'Correct the region in the connector files.');
  }
  if (MISSING.test(name) || status === 404) {
    return told(`There is no ${resource} in ${region}`, 'Create it with `npx just aws:create`, or correct its name.');
  }
  // A HEAD request has no body, so only its status tells.
  if (DENIED.test(name) || status === 403) {
    const hints = ['Add it to the policy; `docs/cloud.md` has the whole one.', ...(otherwise ? [otherwise] : [])];
    return told(`AWS denies ${action} on the ${resource}`, hints.join(' '));
  }
  return new WorkflowError(`${action} on the ${resource} failed: ${reasonOf(cause)}`, {
    hint: 'Look at the network, the proxy and the region.',
    cause,
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && '$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return Number(metadata.httpStatusCode);
}

/** A refused connection is an AggregateError without a message. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return messageOf(error) || code || 'no reason given';
}
