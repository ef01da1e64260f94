import type { ExitCode } from '../../../scripts/lib/errors.ts';
import type { Fault, FaultKind } from '../../../scripts/verify/faults.ts';

/** A fault that verify must name, and where. What is left out here does not matter. */
export interface ExpectedFault {
  readonly kind: FaultKind;
  /** The first offset that is wrong. */
  readonly offset?: number;
  readonly count?: number;
  readonly line?: number;
  /** A fault like this for each of so many lines in a row; one unless it says so. */
  readonly lines?: number;
  /** How the key of the object ends. */
  readonly object?: string;
  /** What the fault expects and found, together. */
  readonly says?: RegExp;
}

/** What verify has to answer to a damage: exactly these faults at its place, in any order, and no other. */
export interface Answer {
  readonly faults: readonly ExpectedFault[];
  readonly exitCode: ExitCode;
}

/** What every damage of every table says of itself. */
export interface Damage extends Answer {
  /** What somebody did, as a sentence of the documentation. */
  readonly title: string;
}

/** Faults that were expected and not named, and those that were named and not expected; both empty when all is right. */
export function compare(
  expected: readonly ExpectedFault[],
  found: readonly Fault[],
): { readonly missing: readonly ExpectedFault[]; readonly unexpected: readonly Fault[] } {
  const left = [...found];
  const missing = expected.flatMap(eachLine).filter((wanted) => {
    const index = left.findIndex((fault) => matches(wanted, fault));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return { missing, unexpected: left };
}

function eachLine({ lines = 1, ...fault }: ExpectedFault): ExpectedFault[] {
  const { offset = 0, line = 0 } = fault;
  if (lines === 1) return [fault];
  return Array.from({ length: lines }, (_, index) => ({ ...fault, offset: offset + index, line: line + index }));
}

function matches({ kind, offset, count, line, object, says }: ExpectedFault, fault: Fault): boolean {
  return (
    fault.kind === kind &&
    (offset === undefined || fault.offset === offset) &&
    (count === undefined || (fault.count ?? 1) === count) &&
    (line === undefined || fault.line === line) &&
    (object === undefined || (fault.object ?? '').endsWith(object)) &&
    (says === undefined || says.test(`${fault.expected} | ${fault.found}`))
  );
}
