import { appendFile, open } from 'node:fs/promises';

/** What a start writes, and more: the first error is to be among it. */
const TAIL_BYTES = 1024 * 1024;
const START_MARK = '--- started ';

/** Marks in a log file where a new start begins, so that evidence of a failure does not show an earlier one. */
export async function markStart(path: string): Promise<void> {
  await appendFile(path, `${START_MARK}${new Date().toISOString()}\n`);
}

/** The last `count` lines of the log's newest start, with its first error line before them when that is not among them. */
export async function readEvidence(path: string, count = 12): Promise<string> {
  const lines = (await readTail(path)).slice().filter((line) => line !== '');
  const sinceStart = lines.slice(lines.findLastIndex((line) => line.startsWith(START_MARK)) + 1);
  const last = sinceStart.slice(-count);
  const firstError = sinceStart.find((line) => / (ERROR|FATAL) |^Exception|^Error|Caused by/.test(line));
  const shown = firstError && !last.includes(firstError) ? [firstError, '…', ...last] : last;
  return [`Last lines of ${path}:`, ...shown.map((line) => `  ${line.slice(0, 300)}`)].join('\n');
}

async function readTail(path: string): Promise<string[]> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('utf8', 0, bytesRead).split('\n');
  } finally {
    await file.close();
  }
}
