import * as v from 'valibot';
import { invalidInput } from './errors.ts';

const DEFAULT_PAGE = 25;
const SortKey = v.array(v.union([v.string(), v.number()]));
type SortKey = v.InferOutput<typeof SortKey>;
const Token = v.object({ asOf: v.number(), after: SortKey });

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken: string | undefined;
}

interface Paging<T> {
  readonly request: PageRequest;
  /** When the request came. */
  readonly now: number;
  /** What the items are sorted by: as it was at `asOf`, the time of the first page, when it can change. */
  readonly keyOf: (item: T, asOf: number) => SortKey;
}

/**
 * Cuts one page out of items sorted by `keyOf`. The token holds the last key and the time of the first page, so what is
 * inserted, deleted or changed meanwhile neither repeats nor hides others. Throws an InvalidInputException for a token
 * that is none of ours.
 */
export function pageOfItems<T>(items: Iterable<T>, { request, now, keyOf }: Paging<T>): Page<T> {
  const { asOf, after } =
    request.NextToken === undefined ? { asOf: now, after: undefined } : readToken(request.NextToken);
  const rest = [...items]
    .map((item) => ({ item, key: keyOf(item, asOf) }))
    .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
    .toSorted((a, b) => compareKeys(a.key, b.key));
  const size = request.MaxResults ?? DEFAULT_PAGE;
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    nextToken: last && rest.length > size ? writeToken({ asOf, after: last.key }) : undefined,
  };
}

type Token = v.InferOutput<typeof Token>;

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function readToken(token: string): Token {
  try {
    return v.parse(Token, JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
  } catch {
    throw invalidInput('The pagination token is not valid.');
  }
}

function compareKeys(a: SortKey, b: SortKey): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined || part === other) continue;
    return part < other ? -1 : 1;
  }
  return 0;
}
