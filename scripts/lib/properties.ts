/**
 * The text of a Java `.properties` file. Java reads it as Latin-1 (`Properties.load`), so what is beyond ASCII goes in as
 * `\uXXXX`: the folder of a user called Müller among them.
 */
export function propertiesText(entries: Readonly<Record<string, string | number>>): string {
  return Object.entries(entries)
    .map(([key, value]) => `${key}=${escaped(String(value))}\n`)
    .join('');
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll(/[^ -~]/g, (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}
