import { type Fault, FAULTS } from './faults.ts';

/** What to type or to do next about a fault: the sentence of its kind, with its place. */
export function nextOf({ kind, topic, offset, object }: Fault): string {
  const key = object?.slice(object.indexOf('/') + 1);
  const place: Readonly<Record<string, string | number | undefined>> = {
    TOPIC: topic,
    OFFSET: offset,
    KEY: key,
    PREFIX: key?.slice(0, key.lastIndexOf('/') + 1),
  };
  return FAULTS[kind].next.replaceAll(/\b(?:TOPIC|OFFSET|KEY|PREFIX)\b/g, (word) => String(place[word] ?? word));
}
