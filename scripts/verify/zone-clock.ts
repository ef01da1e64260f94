/** Zones change their offset at full quarters of an hour, so one question is enough for each. */
const QUARTER_MS = 900_000;
const MAX_KNOWN = 100_000;

/** What the clocks of a zone show. */
export interface ZoneClock {
  /** The zone's distance from UTC at a time, in ms. */
  offsetAt(timestamp: number): number;
}

/** The clock of a zone of the IANA database. Throws a `RangeError` when there is none of that name. */
export function openZoneClock(zone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const known = new Map<number, number>();
  return {
    offsetAt: (timestamp) => {
      const quarter = Math.floor(timestamp / QUARTER_MS);
      const found = known.get(quarter) ?? offsetOf(format, quarter * QUARTER_MS);
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(quarter, found);
      return found;
    },
  };
}

function offsetOf(format: Intl.DateTimeFormat, timestamp: number): number {
  const parts = new Map(format.formatToParts(timestamp).map(({ type, value }) => [type, Number(value)]));
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const clock = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return clock - timestamp;
}
