const MIB = 1024 * 1024;

/** A size for people: `184 MiB`, `1.8 MiB`, `12.3 KiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < MIB) return `${(bytes / 1024).toFixed(1)} KiB`;
  const mib = (bytes / MIB).toFixed(1);
  return `${Number(mib) < 10 ? mib : Math.round(bytes / MIB)} MiB`;
}

/** A number of things for people: `1 fault`, `2 faults`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A time for people, in its two largest units: `3 h 5 min`, `42 s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
