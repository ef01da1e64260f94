import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';

const ACCOUNT = '000000000000';

/** `action resource`, such as `s3:PutObject arn:aws:s3:::bucket/key`: what IAM is asked about a call. */
export type Right = string;

/** The IAM actions of calls to S3 (Service Authorization Reference). */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  'HEAD bucket': 's3:ListBucket',
  'GET bucket': 's3:ListBucket',
  'PUT bucket': 's3:CreateBucket',
  'POST bucket?delete': 's3:DeleteObject',
  'GET key': 's3:GetObject',
  'HEAD key': 's3:GetObject',
  'PUT key': 's3:PutObject',
  'POST key?uploads': 's3:PutObject',
  'PUT key?uploadId': 's3:PutObject',
  'POST key?uploadId': 's3:PutObject',
  'DELETE key?uploadId': 's3:AbortMultipartUpload',
  'GET bucket?uploads': 's3:ListBucketMultipartUploads',
};

/** What a call to S3 must be allowed: on the bucket, on the key, or on every key that its body names. */
export function rightsAtS3({ method, url = '' }: IncomingMessage, body: string): Right[] {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [bucket = '', ...rest] = pathname.slice(1).split('/');
  const key = decodeURIComponent(rest.join('/'));
  const query = [...searchParams.keys()].find((name) => ['uploads', 'uploadId', 'delete'].includes(name));
  const call = `${method} ${key === '' ? 'bucket' : 'key'}${query ? `?${query}` : ''}`;
  const named =
    query === 'delete' ? [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].flatMap(([, name]) => name ?? []) : [key];
  return named.map((name) => `${S3_ACTIONS[call] ?? call} arn:aws:s3:::${bucket}${name === '' ? '' : `/${name}`}`);
}

const GlueCall = v.object({
  RegistryName: v.optional(v.string()),
  SchemaName: v.optional(v.string()),
  RegistryId: v.optional(v.object({ RegistryName: v.string() })),
  SchemaId: v.optional(v.object({ RegistryName: v.string(), SchemaName: v.string() })),
});

/**
 * What a call to Glue must be allowed: on its registry, and on its schema if it names one. A schema version that is named
 * by its id alone belongs to neither, so reading it must be allowed on `*` (awslabs/aws-glue-schema-registry#68); its
 * metadata may be written by whoever may use the registry (Glue's developer guide, "IAM examples for serializers").
 */
export function rightsAtGlue({ headers }: IncomingMessage, body: string): Right[] {
  const operation = /\.(\w+)$/.exec(String(headers['x-amz-target']))?.[1];
  // STS is asked at the same address here. It names no such operation, and needs no right.
  if (!operation) return [];
  const call = v.parse(GlueCall, JSON.parse(body));
  const region = /\/(\w+-\w+-\d)\/glue\//.exec(String(headers.authorization))?.[1];
  const at = (resource: string) => `glue:${operation} arn:aws:glue:${region}:${ACCOUNT}:${resource}`;
  const registry = call.RegistryId?.RegistryName ?? call.SchemaId?.RegistryName ?? call.RegistryName;
  const schema = call.SchemaId?.SchemaName ?? call.SchemaName;
  if (registry && schema) return [at(`registry/${registry}`), at(`schema/${registry}/${schema}`)];
  if (registry) return [at(`registry/${registry}`)];
  return operation === 'PutSchemaVersionMetadata' ? [at('registry/online-order')] : [`glue:${operation} *`];
}

const Policy = v.object({
  Statement: v.array(
    v.object({ Effect: v.literal('Allow'), Action: v.array(v.string()), Resource: v.array(v.string()) }),
  ),
});

/**
 * What is wrong with the policies of a page of the docs when this is needed: rights that they do not give, and actions
 * and resources that none of these rights needs.
 */
export function faultsOfPolicies(page: string, needed: ReadonlySet<Right>): string[] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  const policies = [...text.matchAll(/```json\n(\{\s*"Version"[^]*?)```/g)];
  const statements = policies.flatMap(([, json = '']) => v.parse(Policy, JSON.parse(json)).Statement);
  const isNeeded = (action: string, resource: string) =>
    [...needed].some((right) => covers(`${action} ${resource}`, right));
  const missing = [...needed].filter(
    (right) =>
      !statements.some(({ Action, Resource }) => Action.some((a) => Resource.some((r) => covers(`${a} ${r}`, right)))),
  );
  const unused = statements.flatMap(({ Action, Resource }) => [
    ...Action.filter((action) => !Resource.some((resource) => isNeeded(action, resource))),
    ...Resource.filter((resource) => !Action.some((action) => isNeeded(action, resource))),
  ]);
  return [...missing.map((right) => `not allowed: ${right}`), ...unused.map((what) => `not needed: ${what}`)];
}

/** Whether IAM would find that `allowed` covers `right`: `*` stands for any characters, and only `*` covers `*`. */
function covers(allowed: Right, right: Right): boolean {
  const pattern = allowed.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`).test(right);
}
