import type { Rules } from './rules.ts';

/**
 * Topics in the order in which they are read: a topic that others refer to before those, topics of one level side by
 * side. `circular` are those whose references lead back to themselves; they come last.
 */
export function orderTopics(
  topics: readonly string[],
  { references }: Pick<Rules, 'references'>,
): { readonly levels: readonly (readonly string[])[]; readonly circular: readonly string[] } {
  const levels: string[][] = [];
  let left = [...topics];
  while (left.length > 0) {
    const ready = left.filter((topic) =>
      references.every(({ from, to }) => from.topic !== topic || !left.includes(to.topic)),
    );
    if (ready.length === 0) return { levels: [...levels, left], circular: left };
    levels.push(ready);
    left = left.filter((topic) => !ready.includes(topic));
  }
  return { levels, circular: [] };
}
