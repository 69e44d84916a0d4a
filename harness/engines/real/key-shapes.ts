/** Which arguments of a command are keys, for Lua, which cannot ask `@ioredis/commands`. */
import { getKeyIndexes, hasFlag, list } from '@ioredis/commands';
import { whyRefused } from './keyspace.ts';

/** How many arguments, from the first on, are keys. */
type Shape = number;

const NONE: Shape = 9;
const EVERY: Shape = -1;
const EVERY_OTHER: Shape = -2;
/** The command must not run in a script. */
const FORBIDDEN: Shape = 0;

const PROBE = ['a', 'b', 'c', 'd', 'e', 'f'];
/** By the positions of the keys among the arguments of the probe. */
const SHAPES: Readonly<Record<string, Shape>> = {
  '0': 1,
  '0,1': 2,
  '0,1,2,3,4,5': EVERY,
  '0,2,4': EVERY_OTHER,
};
const WITHOUT_KEYS = new Set(['ping', 'echo', 'time']);
/** Their options name more keys, or their keys cannot be told by position. */
const IRREGULAR = new Set(['sort', 'sort_ro', 'georadius', 'georadiusbymember', 'object', 'migrate']);

/** A Lua table of every command that Redis may know. What is not in it, Redis refuses by itself. */
export function keyShapesInLua(): string {
  const inScripts = list.filter((name) => name !== 'script' && !hasFlag(name, 'noscript'));
  return `{${inScripts.map((name) => `['${name}']=${shapeOf(name)}`).join(',')}}`;
}

function shapeOf(name: string): Shape {
  if (WITHOUT_KEYS.has(name)) return NONE;
  if (IRREGULAR.has(name) || whyRefused({ name, args: [] }) !== null) return FORBIDDEN;
  // A channel gets the prefix as keys do.
  if (name === 'publish') return 1;
  return SHAPES[positionsOf(name)] ?? FORBIDDEN;
}

/** Where the number of keys is an argument, the probe makes no sense. */
function positionsOf(name: string): string {
  try {
    return getKeyIndexes(name, PROBE).join();
  } catch {
    return '';
  }
}
