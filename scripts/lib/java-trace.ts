/** The line of a Java stack trace that says what went wrong: the innermost cause, without its class's package. */
export function causeOf(trace: string): string {
  const lines = trace.split('\n').map((line) => line.trim());
  const cause = lines.findLast((line) => line.startsWith('Caused by: '))?.slice('Caused by: '.length) ?? lines[0] ?? '';
  return cause.replace(/^(?:[a-z_][\w$]*\.)+(?=[A-Z])/, '');
}
