const toStdout = process.stdout.write.bind(process.stdout);

/**
 * Keeps stdout for the one JSON document that a program reads: whatever else is written there, just's own lines above
 * all, goes to stderr.
 */
export function reserveStdoutForJson(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

/** Prints the document of `--json`. */
export function printJson(value: unknown): void {
  toStdout(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Prints lines for people. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
