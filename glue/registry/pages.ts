import * as v from 'valibot';
import { invalidInput } from './errors.ts';

const DEFAULT_PAGE = 25;
const SortKey = v.array(v.union([v.string(), v.number()]));
type SortKey = v.InferOutput<typeof SortKey>;

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * Cuts one page out of items sorted by `keyOf`. The token holds the last key, so what is inserted or deleted meanwhile
 * neither repeats nor hides others. Throws an InvalidInputException for a token that is none of ours.
 */
export function pageOfItems<T>(
  items: Iterable<T>,
  { request, keyOf }: { readonly request: PageRequest; readonly keyOf: (item: T) => SortKey },
): Page<T> {
  const after = request.NextToken === undefined ? undefined : readToken(request.NextToken);
  const rest = [...items]
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
    .toSorted((a, b) => compareKeys(a.key, b.key));
  const size = request.MaxResults ?? DEFAULT_PAGE;
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    nextToken: last && rest.length > size ? Buffer.from(JSON.stringify(last.key)).toString('base64url') : undefined,
  };
}

function readToken(token: string): SortKey {
  try {
    return v.parse(SortKey, JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
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
