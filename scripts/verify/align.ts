import type { ExpectedLine } from './record-judge.ts';

/** What to do first to make lines of what was expected; `count` is in lines. */
export interface Edit {
  readonly kind: 'lines-swapped' | 'line-missing' | 'line-extra' | 'line-differs';
  readonly count: number;
}

/** The next lines of an object and the records they stand for, from the first difference on. */
export interface Stretch {
  readonly expected: readonly Pick<ExpectedLine, 'line' | 'optional'>[];
  readonly found: readonly string[];
  /** Nothing more is expected in this object. */
  readonly expectedEnds: boolean;
  /** The object has no more lines, although more were expected. */
  readonly foundEnds: boolean;
}

/**
 * The first of the fewest edits that explain a stretch. Rows repeat in real data, so that the next equal line is no
 * evidence: an edited line before a repeated row would otherwise be called an extra one.
 */
export function firstEdit(stretch: Stretch): Edit {
  const { expected, found } = stretch;
  const line = found[0];
  const agreesLater = expected.some((each) => each.line === line) || found.includes(expected[0]?.line ?? '');
  if (expected.length > 0 && !agreesLater) return { kind: 'line-differs', count: 1 };
  const costs = editCosts(stretch);
  const apart = findSwapped(stretch);
  if (apart !== undefined && 1 + costs[apart + 1]![apart + 1]! < costs[0]![0]!) {
    return { kind: 'lines-swapped', count: apart };
  }
  return firstRun(stretch, costs);
}

/** How far apart two lines are that stand in each other's place, with all between them as expected. */
function findSwapped({ expected, found }: Stretch): number | undefined {
  const first = expected[0];
  const apart = expected.findIndex(({ line }, index) => index > 0 && line === found[0] && found[index] === first?.line);
  if (apart < 1) return undefined;
  const isSame = expected.slice(1, apart).every(({ line }, index) => line === found[index + 1]);
  return isSame ? apart : undefined;
}

/** `costs[i][j]`: the fewest edits from `expected[i]` and `found[j]` on. */
function editCosts({ expected, found, expectedEnds, foundEnds }: Stretch): number[][] {
  const costs = Array.from({ length: expected.length + 1 }, () => Array.from({ length: found.length + 1 }, () => 0));
  for (let row = expected.length; row >= 0; row -= 1) {
    for (let column = found.length; column >= 0; column -= 1) {
      costs[row]![column] = cheapest(row, column);
    }
  }
  return costs;

  function cheapest(row: number, column: number): number {
    const record = expected[row];
    const line = found[column];
    if (!record) return expectedEnds ? found.length - column : 0;
    if (line === undefined) return foundEnds ? expected.length - row : 0;
    const differs = record.line === undefined || record.line === line ? 0 : 1;
    return Math.min(
      differs + costs[row + 1]![column + 1]!,
      (record.optional ? 0 : 1) + costs[row + 1]![column]!,
      1 + costs[row]![column + 1]!,
    );
  }
}

function firstRun({ expected, found }: Stretch, costs: readonly (readonly number[])[]): Edit {
  const cost = (row: number, column: number): number => costs[row]?.[column] ?? Infinity;
  const best = cost(0, 0);
  if (expected.length > 0 && cost(1, 1) + 1 === best) return { kind: 'line-differs', count: 1 };
  let missing = 0;
  while (missing < expected.length && cost(missing + 1, 0) + 1 === cost(missing, 0)) missing += 1;
  if (missing > 0) return { kind: 'line-missing', count: missing };
  let extra = 0;
  while (extra < found.length && cost(0, extra + 1) + 1 === cost(0, extra)) extra += 1;
  return { kind: extra > 0 ? 'line-extra' : 'line-differs', count: Math.max(extra, 1) };
}
