/** Our own connectors throw sentences that are meant for people. */
const OURS = /^workshop\.[\w.$]+: /;
const PACKAGE = /^(?:[a-z_][\w$]*\.)+(?=[A-Z])/;

/**
 * The line of a Java stack trace that says what went wrong: a sentence of our own connectors where there is one, else the
 * innermost cause, without its class's package.
 */
export function causeOf(trace: string): string {
  const [first = '', ...rest] = trace.split('\n').map((line) => line.trim());
  const causes = rest.filter((line) => line.startsWith('Caused by: ')).map((line) => line.slice('Caused by: '.length));
  const chain = [first, ...causes];
  const ours = chain.findLast((line) => OURS.test(line));
  return ours ? ours.replace(OURS, '') : (chain.at(-1) ?? '').replace(PACKAGE, '');
}
