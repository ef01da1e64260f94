import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Settings } from '../configs/settings.ts';
import { WorkflowError } from './lib/errors.ts';

const File = v.object({
  name: v.pipe(v.string(), v.nonEmpty()),
  config: v.record(v.string(), v.string('must be a string, as Connect wants every value')),
});

/** A connector as its file describes it. */
export interface ConnectorFile {
  readonly path: string;
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** Reads every connector file in the order of the settings. Throws one error that names every bad file and key. */
export async function readConnectorFiles({
  connectorFiles,
}: Pick<Settings, 'connectorFiles'>): Promise<ConnectorFile[]> {
  const results = await Promise.all(connectorFiles.map(readConnectorFile));
  const problems = results.flatMap((result) => (typeof result === 'string' ? [result] : []));
  if (problems.length > 0) {
    throw new WorkflowError(`Bad connector files:\n  ${problems.join('\n  ')}`, {
      hint: 'Correct the files; CONNECTOR_FILES names them.',
      exitCode: 2,
    });
  }
  return results.flatMap((result) => (typeof result === 'string' ? [] : [result]));
}

/** The connector files can be read: says what they describe. */
export async function checkConnectorFiles(settings: Pick<Settings, 'connectorFiles'>): Promise<string> {
  const files = await readConnectorFiles(settings);
  return files.map(({ name }) => name).join(', ');
}

async function readConnectorFile(path: string): Promise<ConnectorFile | string> {
  try {
    const parsed = v.safeParse(File, JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return { path, ...parsed.output };
    return parsed.issues.map((issue) => `${path}: ${v.getDotPath(issue) ?? ''} ${issue.message}`).join('\n  ');
  } catch (error) {
    return `${path}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const BUCKET = 's3.bucket.name';
const REGISTRY = /^(?:key|value)\.converter\.registry\.name$/;

/** Where something lives in AWS. */
export interface Place {
  readonly name: string;
  readonly region: string;
}

/** Every bucket that a connector writes to. */
export function bucketsOf(files: readonly ConnectorFile[]): Place[] {
  return unique(foldersOf(files).map(({ name, region }) => ({ name, region })));
}

/** Where in a bucket a sink writes. */
export interface Folder extends Place {
  /** Without a `/` at its end. */
  readonly dir: string;
}

/** Every folder that a connector writes to. */
export function foldersOf(files: readonly ConnectorFile[]): Folder[] {
  return unique(
    files.flatMap(({ config }) =>
      config[BUCKET]
        ? [
            {
              name: config[BUCKET],
              region: config['s3.region'] ?? defaultRegion(files),
              dir: config['topics.dir'] ?? 'topics',
            },
          ]
        : [],
    ),
  );
}

/** Every Glue registry that a converter of a connector uses. */
export function registriesOf(files: readonly ConnectorFile[]): Place[] {
  return unique(
    files.flatMap(({ config }) =>
      Object.keys(config)
        .filter((key) => REGISTRY.test(key))
        .map((key) => ({
          name: config[key] ?? '',
          region: config[key.replace('registry.name', 'region')] ?? defaultRegion(files),
        })),
    ),
  );
}

/** The first region that a connector names; AWS's own default where none does. */
export function defaultRegion(files: readonly ConnectorFile[]): string {
  const regions = files.flatMap(({ config }) =>
    Object.keys(config)
      .filter((key) => /(^|\.)region$/.test(key))
      .map((key) => config[key]),
  );
  return regions[0] ?? 'us-east-1';
}

function unique<T extends Place>(places: readonly T[]): T[] {
  return places.filter((place, index) => places.findIndex((other) => isDeepStrictEqual(other, place)) === index);
}
