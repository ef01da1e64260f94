import type { Settings } from '../../configs/settings.ts';
import { glueClient } from '../clients.ts';
import type { Deployment } from './deployment.ts';
import type { FaultSink } from './faults.ts';
import { schemaPlaceOf } from './pipeline.ts';
import { refuseUnknownField } from './rule-fields.ts';
import { attributesIn } from './rules.ts';
import type { Scanned } from './run-jobs.ts';
import { createSchemaHistories, type SchemaHistories } from './schema-history.ts';
import { checkSchema, type VersionUse } from './schemas.ts';

/** Runs `body` with a client of the pipeline's registry. */
async function withHistories(
  settings: Settings,
  { pipeline }: Pick<Deployment, 'pipeline'>,
  body: (histories: SchemaHistories) => Promise<void>,
): Promise<void> {
  const glue = await glueClient(settings, pipeline.registryRegion);
  try {
    await body(createSchemaHistories(glue));
  } finally {
    glue.destroy();
  }
}

/** Throws when a rule of the user names a field that no version of its topic's schema has. */
export async function refuseUnknownFields(settings: Settings, deployment: Deployment): Promise<void> {
  const attributes = attributesIn(deployment.userRules).filter(({ part, field }) => part === 'value' && field);
  if (attributes.length === 0) return;
  await withHistories(settings, deployment, async (histories) => {
    for (const attribute of attributes) {
      const history = await historyOf(attribute.topic, deployment, histories);
      if (history) refuseUnknownField(attribute, history);
    }
  });
}

/** Judges the schema of every topic that was read, once for all its partitions. */
export async function askSchemas(
  settings: Settings,
  { deployment, scanned }: { readonly deployment: Deployment; readonly scanned: readonly Scanned[] },
  fault: FaultSink,
): Promise<void> {
  const judged = scanned.filter(({ job }) => job.judges);
  await withHistories(settings, deployment, async (histories) => {
    for (const topic of deployment.topics) {
      const history = await historyOf(topic, deployment, histories);
      if (!history) continue;
      const uses = judged.filter(({ job }) => job.topic === topic).flatMap(({ result }) => result.versions);
      const expected = deployment.userRules.schemas.find((schema) => schema.topic === topic);
      checkSchema({ topic, history, uses: firstOfEach(uses), expected }, fault);
    }
  });
}

async function historyOf(topic: string, { pipeline }: Deployment, histories: SchemaHistories) {
  const { registry, schema } = schemaPlaceOf(topic, pipeline);
  return schema === undefined ? undefined : histories.load({ registry, schema });
}

function firstOfEach(uses: readonly VersionUse[]): VersionUse[] {
  return [...new Map(uses.toReversed().map((use) => [use.number, use])).values()].toSorted(
    (a, b) => a.number - b.number,
  );
}
