const toStdout = process.stdout.write.bind(process.stdout);
const toStderr = process.stderr.write.bind(process.stderr);

/**
 * Keeps stdout for what a program reads: whatever else is written there, just's own lines above all, goes to stderr.
 */
export function reserveStdout(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

/** Calls `then` when everything printed so far has left the process: what is queued for a pipe goes down with it. */
export function afterOutput(then: () => void): void {
  toStdout('', () => toStderr('', then));
}

/** Prints the document of `--json`. */
export function printJson(value: unknown): void {
  toStdout(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Prints the content that a task is asked for, as it is. */
export function printContent(content: string | Uint8Array): void {
  toStdout(content);
}

/** Prints a line for people beside what the command answers, where a program that reads that does not see it. */
export function printAside(line: string): void {
  toStderr(`${line}\n`);
}

/** Prints lines for people. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
