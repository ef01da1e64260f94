/** The first `max` of them. Ends with the last of these instead of waiting for one more, which may never come. */
export async function* takeFirst<T>(items: AsyncIterable<T>, max: number): AsyncGenerator<T, void> {
  let left = max;
  if (left <= 0) return;
  for await (const item of items) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}
