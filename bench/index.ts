import { readdirSync } from 'node:fs';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => file.replace(/\.ts$/, ''));

const [name = '', ...args] = process.argv.slice(2);
if (names.includes(name)) {
  const benchmark: { run(args: readonly string[]): Promise<void> } = await import(`./${name}.ts`);
  await benchmark.run(args);
} else {
  process.stderr.write(`Usage: npm run bench -- <${names.join(' | ')}> [options]\n`);
  process.exitCode = 2;
}
