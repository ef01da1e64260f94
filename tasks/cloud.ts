import { logger } from 'just-task';
import type { Settings } from '../configs/settings.ts';
import { checkAws } from '../scripts/cloud/check.ts';
import { createInCloud } from '../scripts/cloud/create.ts';
import { deleteDoomed, listDoomed } from '../scripts/cloud/delete.ts';
import type { Doomed } from '../scripts/cloud/delete.ts';
import { WorkflowError } from '../scripts/lib/errors.ts';
import { table } from '../scripts/lib/table.ts';
import { confirm } from './confirm.ts';
import { define } from './define.ts';
import { failWith } from './outcome.ts';
import { printJson, printLines } from './output.ts';
import { loadSettings } from './settings.ts';

define(
  'aws:check',
  'Look at credentials, account, registry and bucket by calls that only read (needs AWS=cloud)',
  {
    options: {
      'probe-writes': { summary: 'Ask for the rights to write too, by calls that leave nothing behind' },
      json: { summary: 'Print one JSON document' },
    },
  },
  async ({ has }) => {
    const findings = await checkAws(cloudSettings(), { probeWrites: has('probe-writes') });
    if (findings.some(({ result }) => result === 'problem')) failWith(2);
    if (has('json')) return printJson(findings);
    const rows = findings.map(({ what, result, found }) => [what, result === 'problem' ? 'PROBLEM' : result, found]);
    const remedies = findings.flatMap(({ what, hint }) => (hint ? [`${what}: ${hint}`] : []));
    printLines([...table(['What', 'Result', 'Found'], rows), ...(remedies.length > 0 ? ['', ...remedies] : [])]);
  },
);

define('aws:create', 'Create the registry and the bucket in your account (needs AWS=cloud)', {}, async () => {
  const created = await createInCloud(cloudSettings());
  for (const what of created) logger.info(`Created ${what}`);
  if (created.length === 0) logger.info('Everything was there already; nothing was created');
});

define(
  'aws:delete',
  'Delete the objects and schemas of the pipeline from your account, after you have confirmed the list',
  {},
  async () => {
    const settings = cloudSettings();
    const doomed = await listDoomed(settings);
    const lines = doomedLines(doomed);
    if (lines.length === 0) return logger.info('There is nothing of the pipeline in the account');
    printLines(lines);
    await confirm(confirmationOf(doomed));
    await deleteDoomed(settings, doomed);
    logger.info('Deleted what is listed above; bucket and registry stay');
  },
);

function cloudSettings(): Settings {
  const settings = loadSettings();
  if (settings.aws === 'cloud') return settings;
  throw new WorkflowError('AWS=local: nothing is asked of a real account', {
    hint: 'Write `AWS=cloud` into `.env`, or add `--aws cloud`; a variable of the shell is not enough.',
    exitCode: 2,
  });
}

function doomedLines({ objects, schemas }: Doomed): string[] {
  return [
    ...objects.map(({ place, prefix, keys }) => `${keys.length} objects below s3://${place.name}/${prefix}`),
    ...schemas.flatMap(({ place, names }) => names.map((name) => `schema ${name} in registry ${place.name}`)),
  ];
}

/** The name of the first place that loses something. */
function confirmationOf({ objects: [objects], schemas: [schemas] }: Doomed): string {
  return (objects ?? schemas)?.place.name ?? '';
}
