import type { Compatibility } from '../store/rows.ts';
import type { Format, Incompatibility } from './format.ts';

/** A version that a new definition may have to get along with. */
export interface History {
  readonly number: number;
  readonly definition: string;
  readonly status: 'AVAILABLE' | 'PENDING' | 'FAILURE';
}

/** Which version a mode without `_ALL` compares with: AWS's documentation can be read either way. */
export type CheckpointBase = 'latest' | 'checkpoint';

export interface Refusal extends Incompatibility {
  /** The version that the new definition does not get along with. */
  readonly version: number;
  /** `new reads old` is what BACKWARD asks for, `old reads new` what FORWARD does. */
  readonly direction: 'new reads old' | 'old reads new';
}

interface Candidate {
  readonly format: Format;
  readonly definition: string;
  readonly compatibility: Compatibility;
  readonly checkpoint: number;
  /** Newest first. */
  readonly history: Iterable<History>;
  readonly checkpointBase?: CheckpointBase;
}

/** Every reason why a definition may not become the next version under a mode; empty when it may. DISABLED is not asked. */
export function refusalsOf(candidate: Candidate): Refusal[] {
  return [...refusalsByVersion(candidate)].flat();
}

/** The same, one compared version after the other, for whoever has something else to do in between. */
export function* refusalsByVersion({
  format,
  definition,
  compatibility,
  ...past
}: Candidate): Generator<readonly Refusal[], void> {
  if (compatibility === 'NONE' || compatibility === 'DISABLED') return;
  const backward = !compatibility.startsWith('FORWARD');
  const forward = !compatibility.startsWith('BACKWARD');
  const fresh = format.parse(definition);
  for (const { number, definition: text } of comparedWith(compatibility, past)) {
    const old = format.parse(text);
    const newReadsOld = backward ? format.incompatibilities(fresh, old) : [];
    const oldReadsNew = forward ? format.incompatibilities(old, fresh) : [];
    yield [
      ...newReadsOld.map((reason): Refusal => ({ ...reason, version: number, direction: 'new reads old' })),
      ...oldReadsNew.map((reason): Refusal => ({ ...reason, version: number, direction: 'old reads new' })),
    ];
  }
}

/** The versions that a mode compares with: AVAILABLE ones from the checkpoint on, or only the last or first of them. */
function comparedWith(
  compatibility: Compatibility,
  { checkpoint, history, checkpointBase = 'latest' }: Pick<Candidate, 'checkpoint' | 'history' | 'checkpointBase'>,
): readonly History[] {
  const onlyLatest = checkpointBase === 'latest' && !compatibility.endsWith('_ALL');
  const candidates: History[] = [];
  for (const version of history) {
    if (version.status !== 'AVAILABLE' || version.number < checkpoint) continue;
    candidates.push(version);
    if (onlyLatest) break;
  }
  return compatibility.endsWith('_ALL') ? candidates : candidates.slice(-1);
}

/** One line for people: where, why, and against which version. */
export function describeRefusal({ path, message, version, direction }: Refusal): string {
  return `${path || '/'}: ${message} (${direction}, version ${version})`;
}
