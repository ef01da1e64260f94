import { formatOf, type Format } from './definitions/format.ts';
import { describeRefusal, refusalsOf, type History } from './definitions/modes.ts';
import type { RegistryOptions } from './options.ts';
import type { Store } from './store/store.ts';
import type { Schema, Version } from './store/state.ts';

interface Candidate {
  readonly format: Format;
  readonly schema: Schema;
  readonly number: number;
  readonly text: string;
}

interface Deciding {
  readonly options: Pick<RegistryOptions, 'checkpointBase'>;
  readonly log: (line: string) => void;
}

/** Whether a definition may become a version of its schema. The service gives no reason for a FAILURE; the log does. */
export function decideStatus({ options, log }: Deciding, { format, schema, number, text }: Candidate) {
  const { row } = schema;
  const refusals = refusalsOf({
    format,
    definition: text,
    compatibility: row.compatibility,
    checkpoint: row.checkpoint,
    checkpointBase: options.checkpointBase,
    history: historyBefore(schema, number),
  });
  for (const refusal of refusals) {
    log(
      `Refused version ${number} of ${row.registry}/${row.name} under ${row.compatibility}: ${describeRefusal(refusal)}`,
    );
  }
  return refusals.length > 0 ? 'FAILURE' : 'AVAILABLE';
}

/** The versions below a number, newest first. */
function* historyBefore(schema: Schema, number: number): Generator<History> {
  for (let below = number - 1; below > 0; below--) {
    const version = schema.versions.get(below);
    if (version) yield version.row;
  }
}

export interface Settler {
  /** Decides a PENDING version when its time has come. */
  readonly settleLater: (version: Version) => void;
  readonly close: () => void;
}

/** Decides PENDING versions in the background, those that a restart finds in the store included. */
export function createSettler(store: Store, { options, log }: Deciding): Settler {
  const timers = new Set<NodeJS.Timeout>();
  const settle = async ({ row, schema }: Version) => {
    const format = await formatOf(schema.row.dataFormat);
    const version = store.state.get(row.scope)?.versions.get(row.id);
    if (version?.row.status !== 'PENDING') return;
    const status = decideStatus({ options, log }, { format, schema, number: row.number, text: row.definition });
    store.commit([{ type: 'version', row: { ...row, status, dueTime: undefined } }]);
    await store.durable();
  };
  const settleLater = (version: Version) => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        settle(version).catch((error: unknown) => log(`Version ${version.row.id} stays PENDING: ${String(error)}`));
      },
      Math.max(0, (version.row.dueTime ?? 0) - Date.now()),
    );
    timers.add(timer);
  };
  for (const scope of store.state.values()) {
    for (const version of scope.versions.values()) if (version.row.status === 'PENDING') settleLater(version);
  }
  return { settleLater, close: () => timers.forEach((timer) => clearTimeout(timer)) };
}
