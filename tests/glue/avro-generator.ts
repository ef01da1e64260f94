import type { Random } from './random.ts';

type Node = string | readonly Node[] | { readonly [member: string]: unknown };

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
const NAMES = ['A', 'B', 'C'] as const;
/** Names at the edge of what Java takes; the last two it refuses. */
const ODD_NAMES = ['É', '_', 'Ａ٣', '𝒜', 'A\u0301'] as const;
const FIELDS = ['a', 'b', 'c', 'd'] as const;
const SPACES = ['n', 'm', 'n.o'] as const;
const ALIASES = ['A', 'B', 'n.A', 'm.B', 'n.o.C', 'C', '.A'] as const;
const SYMBOLS = ['X', 'Y', 'Z', 'W'] as const;
const DEFAULTS: readonly [unknown, ...unknown[]] = [
  null,
  0,
  1.5,
  true,
  'x',
  'X',
  '1.5',
  '0x1.8p-3',
  '0x1',
  [],
  {},
  { a: 1 },
  3_000_000_000,
  1e19,
  [1],
  -1,
];
const MAX_DEPTH = 3;

interface Making {
  readonly random: Random;
  readonly depth: number;
  /** Full names that can be referred to. */
  readonly known: string[];
}

/** A pair of definitions: unrelated, or the second a change of the first, some of them wrong on purpose. */
export function schemaPair(random: Random): readonly [string, string] {
  const fresh = () => JSON.stringify(node({ random, depth: 0, known: [] }));
  const first = fresh();
  const second = random.chance(15) ? fresh() : changed(first, random);
  return random.chance(50) ? [first, second] : [second, first];
}

/** A definition and a few that came before it, newest first, each a change of the one before. */
export function schemaHistory(random: Random): readonly string[] {
  const history = [JSON.stringify(record({ random, depth: 0, known: [] }, []))];
  for (let more = 1 + random.below(4); more > 0; more--) history.unshift(changed(history[0] ?? '', random));
  return history;
}

function node(making: Making): Node {
  const { random, depth, known } = making;
  if (depth >= MAX_DEPTH || random.chance(25)) return leaf(making);
  const below = { ...making, depth: depth + 1 };
  switch (random.below(7)) {
    case 0:
      return { type: 'array', items: node(below) };
    case 1:
      return { type: 'map', values: node(below) };
    case 2:
      return Array.from({ length: 1 + random.below(3) }, () => node(below));
    case 3:
      return named(making, {
        type: 'enum',
        symbols: symbols(random),
        ...(random.chance(40) && { default: random.pick(SYMBOLS) }),
      });
    case 4:
      return named(making, { type: 'fixed', size: random.below(3) });
    default:
      return record(making, known);
  }
}

function leaf({ random, known }: Making): Node {
  const [first, ...rest] = known;
  if (first !== undefined && random.chance(30)) return random.pick([first, ...rest]);
  const type = random.pick(PRIMITIVES);
  return random.chance(10) ? { type, logicalType: 'date' } : type;
}

function record(making: Making, known: string[]): Node {
  const head = named(making, { type: 'record' });
  const below = { ...making, depth: making.depth + 1, known };
  const fields = Array.from({ length: making.random.below(4) }, () => field(below));
  return { ...head, fields };
}

function field(making: Making): Node {
  const { random } = making;
  const type = random.chance(35) ? ['null', node(making)] : node(making);
  const nullDefault = Array.isArray(type) && random.chance(70);
  return {
    name: random.pick(FIELDS),
    type,
    ...(nullDefault && { default: null }),
    ...(!nullDefault && random.chance(20) && { default: random.pick(DEFAULTS) }),
    ...(random.chance(15) && { aliases: [random.pick(FIELDS)] }),
    ...(random.chance(3) && { order: random.pick(['ascending', 'IGNORE', 'up']) }),
  };
}

function named({ random, known }: Making, rest: { readonly type: string; readonly [member: string]: unknown }) {
  const name = random.pick(random.chance(2) ? ODD_NAMES : NAMES) + (random.chance(60) ? String(random.below(100)) : '');
  const namespace = random.chance(40) ? random.pick(SPACES) : undefined;
  known.push(namespace === undefined ? name : `${namespace}.${name}`, name);
  return {
    ...rest,
    name,
    ...(namespace && { namespace }),
    ...(random.chance(25) && { aliases: [random.pick(ALIASES)] }),
  };
}

function symbols(random: Random): string[] {
  return SYMBOLS.filter(() => random.chance(60));
}

/** One or two places of a definition made different. */
function changed(text: string, random: Random): string {
  const places = [...text.matchAll(/"(?:null|boolean|int|long|float|double|bytes|string)"/g)];
  let result = text;
  if (places.length > 0 && random.chance(60)) {
    const place = places[random.below(places.length)];
    const at = place?.index ?? 0;
    result = `${result.slice(0, at)}"${random.pick(PRIMITIVES)}"${result.slice(at + (place?.[0].length ?? 0))}`;
  }
  if (random.chance(25)) result = result.replace(/"size":\d/, `"size":${random.below(3)}`);
  if (random.chance(25))
    result = result.replace(/"symbols":\[[^\]]*\]/, `"symbols":${JSON.stringify(symbols(random))}`);
  if (random.chance(25)) result = result.replace(/"namespace":"[^"]*"/, `"namespace":"${random.pick(SPACES)}"`);
  if (random.chance(20)) result = result.replace(/"name":"[A-C]\d*"/, `"name":"${random.pick(NAMES)}"`);
  if (random.chance(30)) result = result.replace(/"name":"[a-d]"/, `"name":"${random.pick(FIELDS)}"`);
  if (random.chance(15)) result = result.replace(/,"default":[^,{}[\]]+(?=[,}])/, '');
  return result;
}
