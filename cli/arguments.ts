/** Options that several commands share, and the check that no option is misspelt. */
import type { ArgsDef } from 'citty';
import type { Shard } from '../harness/exploration/division/shard.ts';
import { nearest } from '../scenarios/words.ts';
import { CliError } from './errors.ts';

export const engineArgs = {
  on: {
    type: 'string',
    valueHint: 'embedded|real|twin',
    description: 'Where to run. Default: twin where real servers can be had, else embedded',
  },
  redis: {
    type: 'string',
    valueHint: 'URL',
    description: 'Your own Redis, as redis://[user:password@]host:port. Also STALEMATE_REDIS_URL',
  },
  mysql: {
    type: 'string',
    valueHint: 'URL',
    description: 'Your own MySQL, as mysql://user[:password]@host:port. Also STALEMATE_MYSQL_URL',
  },
  'mysql-replica': {
    type: 'string',
    valueHint: 'URL,…',
    description:
      'Replicas of it that nobody else uses: what they apply is stopped and started. Also STALEMATE_MYSQL_REPLICA_URL',
  },
  kafka: {
    type: 'string',
    valueHint: 'HOST:PORT',
    description: 'Your own Kafka, several brokers with a comma between. Also STALEMATE_KAFKA_URL',
  },
} as const satisfies ArgsDef;

export const workersArg = {
  workers: {
    type: 'string',
    valueHint: 'N',
    description: 'Threads to explore with. Default: the cores. The result does not depend on it',
  },
} as const satisfies ArgsDef;

/** What names one schedule of a scenario file, in place of a token or a trace. */
export const scheduleArgs = {
  strategy: {
    type: 'string',
    valueHint: 'NAME',
    description: 'With --schedule: the strategy, when the scenario has several',
  },
  schedule: {
    type: 'string',
    valueHint: '"ACTOR …"',
    description: 'Who takes each step, in place of a token or a trace',
  },
} as const satisfies ArgsDef;

/** The parser lets anything through; a misspelt option that is dropped in silence gives a verdict about something else. */
export function checkArguments(rawArgs: readonly string[], definition: ArgsDef, command: string): void {
  const names = Object.entries(definition).filter(([, { type }]) => type !== 'positional');
  const known = new Map(
    names.flatMap(([name, def]) => [[name, def] as const, ...aliasesOf(def).map((a) => [a, def] as const)]),
  );
  for (let i = 0; i < rawArgs.length; i++) {
    const arg = rawArgs[i]!;
    if (arg === '--') return;
    if (!arg.startsWith('-') || arg === '-') continue;
    const [name, value] = arg.replace(/^--?/, '').split('=', 2) as [string, string | undefined];
    if (name === 'help' || name === 'h') continue;
    const def = known.get(name) ?? known.get(name.replace(/^no-/, ''));
    if (def === undefined) throw new CliError(unknownOption(arg, [...known.keys()], command));
    if (def.type === 'boolean' || value !== undefined) continue;
    const next = rawArgs[++i];
    if (next === undefined || next.startsWith('--')) {
      throw new CliError(`--${name} has no value. Expected: --${name} <${def.valueHint ?? 'value'}>`);
    }
  }
}

function aliasesOf(def: ArgsDef[string]): string[] {
  return 'alias' in def && def.alias !== undefined ? [def.alias].flat() : [];
}

function unknownOption(arg: string, names: readonly string[], command: string): string {
  const name = arg.replace(/^--?/, '').split('=')[0]!;
  const near = nearest(name, names);
  const hint = near === null ? '' : ` Did you mean --${near}?`;
  return `stalemate ${command} has no option ${arg.split('=')[0]}.${hint} Its options: ${names.map((n) => `--${n}`).join(', ')}`;
}

/** A whole number from the command line. */
export function wholeNumber(text: string | undefined, name: string, minimum: number): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= minimum && text.trim() !== '') return number;
  throw new CliError(
    `--${name}: found "${text}", expected a whole number of ${minimum} or more. Fix: for example --${name} 1000`,
  );
}

/** The largest number of shards: more is a mistake. */
const SHARDS_MAX = 10_000;

/** `2/4`: the second of four shards. Null when the option was not given. */
export function shardOf(text: string | undefined): Shard | null {
  if (text === undefined) return null;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text.trim())?.map(Number) ?? [];
  if (index !== undefined && count !== undefined && index >= 1 && index <= count && count <= SHARDS_MAX)
    return { index, count };
  throw new CliError(
    `--shard: found "${text}", expected i/n with i from 1 to n, and n at most ${SHARDS_MAX}. Fix: for example --shard 1/4`,
  );
}

/** `a,b` as a list; empty when the option was not given. */
export function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
