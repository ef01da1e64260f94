import { setImmediate } from 'node:timers/promises';
import { formatOf, type Format } from './definitions/format.ts';
import { describeRefusal, refusalsByVersion, refusalsOf, type History, type Refusal } from './definitions/modes.ts';
import type { RegistryOptions } from './options.ts';
import type { Store } from './store/store.ts';
import type { Schema, Version } from './store/state.ts';

/** No request waits longer for a decision about another schema. */
const SLICE_MS = 10;
/** Under an `_ALL` mode there may be one for each of 10,000 versions. */
const LOGGED_REFUSALS = 20;

type Decision = 'AVAILABLE' | 'FAILURE';

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
export function decideStatus(deciding: Deciding, candidate: Candidate): Decision {
  return concluded(deciding, candidate, refusalsOf(inHistory(deciding, candidate)));
}

/** The same for a mode that looks at thousands of versions: other requests are served in between. */
async function decideInSlices(deciding: Deciding, candidate: Candidate): Promise<Decision> {
  const refusals: Refusal[] = [];
  let pauseAt = performance.now() + SLICE_MS;
  for (const found of refusalsByVersion(inHistory(deciding, candidate))) {
    refusals.push(...found);
    if (performance.now() < pauseAt) continue;
    await setImmediate();
    pauseAt = performance.now() + SLICE_MS;
  }
  return concluded(deciding, candidate, refusals);
}

function inHistory({ options }: Deciding, { format, schema, number, text }: Candidate) {
  return {
    format,
    definition: text,
    compatibility: schema.row.compatibility,
    checkpoint: schema.row.checkpoint,
    checkpointBase: options.checkpointBase,
    history: historyBefore(schema, number),
  };
}

function concluded({ log }: Deciding, { schema, number }: Candidate, refusals: readonly Refusal[]): Decision {
  const { registry, name, compatibility, dataFormat } = schema.row;
  if (dataFormat !== 'AVRO' && compatibility !== 'NONE') {
    log(
      `Took version ${number} of ${registry}/${name} unchecked under ${compatibility}: ${dataFormat} is not compared`,
    );
  }
  for (const refusal of refusals.slice(0, LOGGED_REFUSALS)) {
    log(`Refused version ${number} of ${registry}/${name} under ${compatibility}: ${describeRefusal(refusal)}`);
  }
  const rest = refusals.length - LOGGED_REFUSALS;
  if (rest > 0) log(`Refused version ${number} of ${registry}/${name} for ${rest} more reasons`);
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
  let isClosed = false;
  /** The last decision that is under way for a schema: the next one may be about what that one lets in. */
  const underWay = new WeakMap<Schema, Promise<void>>();
  const settle = async ({ row, schema }: Version) => {
    const format = await formatOf(schema.row.dataFormat);
    const version = store.state.get(row.scope)?.versions.get(row.id);
    if (version?.row.status !== 'PENDING') return;
    const candidate = { format, schema, number: row.number, text: row.definition };
    const status = await decideInSlices({ options, log }, candidate);
    // It may have been deleted meanwhile, or the registry may be at its end.
    if (isClosed || store.state.get(row.scope)?.versions.get(row.id) !== version) return;
    store.commit([{ type: 'version', row: { ...row, status, dueTime: undefined, settledTime: Date.now() } }]);
    await store.durable();
  };
  const settleLater = (version: Version) => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        const before = underWay.get(version.schema) ?? Promise.resolve();
        const decided = before
          .then(() => settle(version))
          .catch((error: unknown) => log(`Version ${version.row.id} stays PENDING: ${String(error)}`));
        underWay.set(version.schema, decided);
      },
      Math.max(0, (version.row.dueTime ?? 0) - Date.now()),
    );
    timers.add(timer);
  };
  for (const scope of store.state.values()) {
    for (const version of scope.versions.values()) if (version.row.status === 'PENDING') settleLater(version);
  }
  const close = () => {
    isClosed = true;
    for (const timer of timers) clearTimeout(timer);
  };
  return { settleLater, close };
}
