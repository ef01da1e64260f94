import { readFile } from 'node:fs/promises';
import type { GlueClient } from '@aws-sdk/client-glue';
import { logger } from 'just-task';
import type { Settings } from '../configs/settings.ts';
import { glueClient } from '../scripts/clients.ts';
import { defaultRegion, readConnectorFiles, registriesOf } from '../scripts/connector-files.ts';
import { WorkflowError } from '../scripts/lib/errors.ts';
import { table } from '../scripts/lib/table.ts';
import * as registry from '../scripts/registry.ts';
import { confirm } from './confirm.ts';
import { define } from './define.ts';
import type { Input } from './input.ts';
import { failWith } from './outcome.ts';
import { printContent, printJson, printLines } from './output.ts';
import { loadSettings } from './settings.ts';

const json = { summary: 'Print one JSON document' };
const base = {
  value: 'BASE',
  summary: 'What it is compared with: latest (default) or checkpoint; `_ALL` modes take all',
};
const version = { value: 'N', summary: 'This version (default: the latest AVAILABLE one)' };

define('registry:schemas', 'List the schemas of the registries', { options: { json } }, ({ has }) =>
  withGlue(async ({ glue, within }) => {
    const schemas = await registry.readSchemas(glue, within);
    if (has('json')) return printJson(schemas);
    const rows = schemas.map((each) => [
      each.registry,
      each.schema,
      each.dataFormat,
      each.compatibility,
      String(each.latestVersion),
    ]);
    return printLines(table(['Registry', 'Schema', 'Format', 'Compatibility', 'Versions'], rows));
  }),
);

define(
  'registry:versions',
  'List the versions of a schema',
  { args: ['<schema>'], options: { json } },
  ({ args, has }) =>
    withGlue(async ({ glue, within }) => {
      const versions = await registry.readVersions(glue, await registry.findSchema(glue, args[0] ?? '', within));
      if (has('json')) return printJson(versions);
      const rows = versions.map((each) => [String(each.version), each.status, each.id, each.createdTime]);
      return printLines(table(['Version', 'Status', 'Id', 'Created'], rows));
    }),
);

define(
  'registry:show',
  'Print the definition of a schema',
  { args: ['<schema>'], options: { version, json }, printsContent: true },
  (typed) =>
    withGlue(async ({ glue, within }) => {
      const name = await registry.findSchema(glue, typed.args[0] ?? '', within);
      const found = await registry.showVersion(glue, name, { version: typed.number('version') });
      if (typed.has('json')) return printJson(found);
      return printContent(`${found.definition}\n`);
    }),
);

define(
  'registry:diff',
  'Print what changed between two versions of a schema, as a JSON Patch',
  { args: ['<schema>', '<from>', '<to>'], printsContent: true },
  ({ args }) =>
    withGlue(async ({ glue, within }) => {
      const [from, to] = [versionNumber(args[1]), versionNumber(args[2])];
      const name = await registry.findSchema(glue, args[0] ?? '', within);
      printContent(`${await registry.diffVersions(glue, name, { from, to })}\n`);
    }),
);

define(
  'registry:check',
  'Say whether a definition would register, and if not why: path and reason (AWS itself has no dry run)',
  { args: ['<schema>', '<file>'], options: { json, 'checkpoint-base': base } },
  (typed) =>
    withGlue(async ({ glue, within }) => {
      const name = await registry.findSchema(glue, typed.args[0] ?? '', within);
      const check = await registry.checkDefinition(glue, name, {
        definition: await definitionIn(typed),
        checkpointBase: checkpointBase(typed.value('checkpoint-base')),
      });
      if (check.verdict !== 'registers' && check.verdict !== 'known') failWith(1);
      if (typed.has('json')) return printJson(check);
      return printLines([
        `${name.registry}/${name.schema}, ${check.compatibility}: ${VERDICTS[check.verdict]}`,
        ...check.reasons.map((reason) => `  ${reason}`),
      ]);
    }),
);

define(
  'registry:register',
  'Register a definition and wait until its version is AVAILABLE; fails with the reason when it is refused',
  { args: ['<schema>', '<file>'] },
  (typed) =>
    withGlue(async ({ glue, within }) => {
      const name = await registry.findSchema(glue, typed.args[0] ?? '', within);
      const registered = await registry.registerDefinition(glue, name, await definitionIn(typed));
      logger.info(`Version ${registered.version} of ${name.registry}/${name.schema} is AVAILABLE`);
    }),
);

define(
  'registry:rm',
  'Delete a schema with all its versions, or one version',
  {
    args: ['<schema>'],
    options: { version: { value: 'N', summary: 'Only this version' }, 'dry-run': { summary: 'List what would go' } },
  },
  ({ args, has, number }) =>
    withGlue(async ({ glue, within, settings }) => {
      const name = await registry.findSchema(glue, args[0] ?? '', within);
      const what = { version: number('version') };
      const goes = await registry.planRemoval(glue, name, what);
      printLines(goes.map((each) => `${has('dry-run') ? 'Would delete' : 'Deletes'} ${each}`));
      if (has('dry-run')) return;
      if (settings.aws === 'cloud') await confirm(name.schema);
      await registry.removeSchema(glue, name, what);
    }),
);

const VERDICTS: Readonly<Record<registry.Check['verdict'], string>> = {
  registers: 'it would become the next version',
  known: 'it is a version already',
  failed: 'it was refused once, which is final for a text',
  refused: 'it would be refused',
  disabled: 'the schema takes no new versions',
  invalid: 'it is no valid definition',
};

interface Place {
  readonly glue: GlueClient;
  readonly settings: Settings;
  /** In a real account only the registries of the connector files: all of them are for few to list. */
  readonly within: { readonly registries?: readonly string[] };
}

async function withGlue(body: (place: Place) => Promise<void>): Promise<void> {
  const settings = loadSettings();
  const files = await readConnectorFiles(settings);
  const region = defaultRegion(files);
  const registries = registriesOf(files).filter((each) => each.region === region);
  const isNarrowed = settings.aws === 'cloud' && registries.length > 0;
  const glue = await glueClient(settings, region);
  try {
    await body({ glue, settings, within: isNarrowed ? { registries: registries.map(({ name }) => name) } : {} });
  } finally {
    glue.destroy();
  }
}

async function definitionIn({ args }: Input): Promise<string> {
  const path = args[1] ?? '';
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WorkflowError(`${path} cannot be read`, {
      hint: 'Name a file with a schema definition.',
      exitCode: 2,
      cause,
    });
  });
}

function versionNumber(text = ''): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new WorkflowError(`A version is a number from 1 on, not \`${text}\``, { exitCode: 2 });
}

function checkpointBase(text = 'latest'): 'latest' | 'checkpoint' {
  if (text === 'latest' || text === 'checkpoint') return text;
  throw new WorkflowError(`--checkpoint-base is latest or checkpoint, not \`${text}\``, { exitCode: 2 });
}
