import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { WorkflowError } from '../../scripts/lib/errors.ts';
import type { RegistryOptions } from './options.ts';

const whole = (max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, 'must be a whole number'),
    v.transform(Number),
    v.maxValue(max, `must be at most ${max}`),
  );
const count = v.optional(whole(1_000_000_000));

const Arguments = v.object({
  port: whole(65_535),
  // In a container only what listens on all of its addresses can be published.
  host: v.optional(v.picklist(['127.0.0.1', '0.0.0.0'], 'must be 127.0.0.1 or 0.0.0.0')),
  data: v.pipe(v.string(), v.nonEmpty('is needed')),
  faults: v.optional(v.boolean(), false),
  account: v.optional(v.pipe(v.string(), v.regex(/^\d{12}$/, 'must be twelve digits'))),
  region: v.optional(v.string()),
  'max-registries': count,
  'max-versions': count,
  'max-metadata': count,
  'pending-ms': count,
  pending: v.optional(v.picklist(['auto', 'always', 'never'], 'must be auto, always or never')),
  'checkpoint-base': v.optional(v.picklist(['latest', 'checkpoint'], 'must be latest or checkpoint')),
});

export interface ReadArguments {
  readonly port: number;
  readonly host: '127.0.0.1' | '0.0.0.0' | undefined;
  readonly dataDir: string;
  readonly faults: boolean;
  /** Only what was given. */
  readonly options: Partial<RegistryOptions>;
}

/** Reads the command line of the registry process. Throws one WorkflowError that names every bad option. */
export function readArguments(args: readonly string[]): ReadArguments {
  const parsed = v.safeParse(Arguments, rawArguments(args));
  if (!parsed.success) {
    throw badArguments(parsed.issues.map((issue) => `--${v.getDotPath(issue)} ${issue.message}`));
  }
  const { port, host, data, faults, account, region, pending, ...rest } = parsed.output;
  const options = {
    account,
    region,
    pending,
    maxRegistries: rest['max-registries'],
    maxVersions: rest['max-versions'],
    maxMetadata: rest['max-metadata'],
    pendingMs: rest['pending-ms'],
    checkpointBase: rest['checkpoint-base'],
  };
  return { port, host, dataDir: data, faults, options };
}

function rawArguments(args: readonly string[]) {
  const names = Object.keys(Arguments.entries);
  const options = Object.fromEntries(
    names.map((name) => [name, { type: name === 'faults' ? 'boolean' : 'string' } as const]),
  );
  try {
    return { port: '', data: '', ...parseArgs({ args: [...args], options }).values };
  } catch (cause) {
    throw badArguments([cause instanceof Error ? cause.message : String(cause)]);
  }
}

function badArguments(problems: readonly string[]): WorkflowError {
  return new WorkflowError(`Bad arguments of the registry:\n  ${problems.join('\n  ')}`, {
    hint: 'It is started as `--port N --data DIR`.',
    exitCode: 2,
  });
}
