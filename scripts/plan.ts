import type { Settings } from '../configs/settings.ts';
import { bucketsOf, readConnectorFiles, registriesOf } from './connector-files.ts';
import type { ConnectorFile } from './connector-files.ts';
import { plannedPlugins } from './plugins.ts';
import { SERVICES, runtimeOf } from './runtime/runtime.ts';

/** One thing that `up` brings up or uses. */
export interface PlannedPart {
  readonly name: string;
  /** Where it will answer, if it does. */
  readonly address?: string;
  /** What it is made from or where it is. */
  readonly source: string;
}

/** Everything that `up` would start with these settings, and from where; nothing of it is looked at or started. */
export async function readPlan(settings: Settings): Promise<PlannedPart[]> {
  const files = await readConnectorFiles(settings);
  const started = SERVICES.filter((service) => service !== 'ui');
  const processes = await Promise.all(started.map((service) => runtimeOf(settings).plan(service)));
  return [
    ...(settings.aws === 'cloud' ? placesIn(files) : []),
    ...processes.flat(),
    ...(await plannedPlugins(settings)),
    ...files.map(({ name, path }) => ({ name, source: path })),
  ];
}

/** What must be there in the account: nothing of it is made by `up`. */
function placesIn(files: readonly ConnectorFile[]): PlannedPart[] {
  const registries = registriesOf(files).map(({ name, region }) => ({ name: `registry ${name}`, region }));
  const buckets = bucketsOf(files).map(({ name, region }) => ({ name: `bucket ${name}`, region }));
  return [...registries, ...buckets].map(({ name, region }) => ({ name, source: `your AWS account, ${region}` }));
}
