const MIB = 1024 * 1024;

/** A size for people: `184 MiB`, `12.3 KiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < MIB ? `${(bytes / 1024).toFixed(1)} KiB` : `${Math.round(bytes / MIB)} MiB`;
}
