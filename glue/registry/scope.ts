/** Registries, schemas and versions are separate for each account and region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** AKID / date / region / service / terminator of a SigV4 `Authorization` header or presigned query. */
const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/[a-z0-9-]+\/aws4_request/;
const ACCOUNT = /^\d{12}$/;

/**
 * The scope that a request is signed for; without a readable credential it is `fallback`. The signature is not verified.
 * An access key id of twelve digits names the account, as other local AWS stand-ins have it.
 */
export function scopeOf(authorization: string | undefined, fallback: Scope): Scope {
  const [, key = '', region] = CREDENTIAL.exec(authorization ?? '') ?? [];
  if (region === undefined) return fallback;
  return { account: ACCOUNT.test(key) ? key : fallback.account, region };
}

/** How a scope is written as a key. */
export function scopeKey({ account, region }: Scope): string {
  return `${account}/${region}`;
}

/** The ARN of a registry. */
export function registryArn(scope: Scope, registry: string): string {
  return `${prefix(scope)}:registry/${registry}`;
}

/** The ARN of a schema. */
export function schemaArn(
  scope: Scope,
  { registry, name }: { readonly registry: string; readonly name: string },
): string {
  return `${prefix(scope)}:schema/${registry}/${name}`;
}

export type ResourceName =
  | { readonly kind: 'registry'; readonly registry: string }
  | { readonly kind: 'schema'; readonly registry: string; readonly name: string };

export interface ParsedArn extends Scope {
  readonly partition: string;
  /** Missing when the ARN is well-formed but names no registry and no schema. */
  readonly resource: ResourceName | undefined;
}

/** Takes a Glue ARN apart; `undefined` when it is none. */
export function parseArn(arn: string): ParsedArn | undefined {
  const match = /^arn:(aws[a-z-]*):glue:([^:]*):([^:]*):(.+)$/.exec(arn);
  if (!match) return undefined;
  const [, partition = '', region = '', account = '', path = ''] = match;
  return { partition, region, account, resource: resourceOf(path.split('/')) };
}

/** Whether an ARN is of this account and region, in the partition of that region. */
export function isOwnArn(arn: ParsedArn, { account, region }: Scope): boolean {
  return arn.region === region && arn.account === account && arn.partition === partitionOf(region);
}

function resourceOf([kind, registry, name, ...rest]: readonly string[]): ResourceName | undefined {
  if (!registry || rest.length > 0) return undefined;
  if (kind === 'registry' && name === undefined) return { kind, registry };
  return kind === 'schema' && name ? { kind, registry, name } : undefined;
}

function prefix({ account, region }: Scope): string {
  return `arn:${partitionOf(region)}:glue:${region}:${account}`;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
