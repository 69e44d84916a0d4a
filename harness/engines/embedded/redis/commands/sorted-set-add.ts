import type { RedisReply, StoreError } from '../../../engine.ts';
import type { Database } from '../database.ts';
import { NOT_A_FLOAT, redisError, SYNTAX, WRONG_TYPE } from '../errors.ts';
import { formatDouble, parseDouble } from '../values/double.ts';
import { SortedSet } from '../values/sorted-set.ts';

const NX_AND_XX = redisError('ERR XX and NX options at the same time are not compatible');
const GT_LT_NX = redisError('ERR GT, LT, and/or NX options at the same time are not compatible');
const ONE_PAIR = redisError('ERR INCR option supports a single increment-element pair');
const NOT_A_NUMBER = redisError('ERR resulting score is not a number (NaN)');

const OPTIONS: ReadonlySet<string> = new Set(['NX', 'XX', 'GT', 'LT', 'CH', 'INCR']);

interface Addition {
  readonly options: ReadonlySet<string>;
  readonly pairs: readonly (readonly [member: string, score: number])[];
}

type Outcome = { readonly kind: 'added' | 'updated' | 'same'; readonly score: number } | 'refused' | 'nan';

export function zadd(database: Database, args: readonly string[]): RedisReply {
  return add(database, args, new Set());
}

/** ZINCRBY is ZADD INCR, down to the options that it would take. */
export function zincrby(database: Database, args: readonly string[]): RedisReply {
  return add(database, args, new Set(['INCR']));
}

function add(database: Database, args: readonly string[], options: Set<string>): RedisReply {
  const addition = readAddition(args, options);
  if ('kind' in addition) return addition;
  const key = args[0] as string;
  const found = database.get(key)?.value;
  const set = found ?? new SortedSet();
  if (!(set instanceof SortedSet)) return WRONG_TYPE;
  let added = 0;
  let updated = 0;
  let score: number | null = null;
  for (const [member, amount] of addition.pairs) {
    const outcome = addOne(set, member, amount, options);
    if (outcome === 'nan') return NOT_A_NUMBER;
    if (outcome === 'refused') continue;
    score = outcome.score;
    if (outcome.kind === 'added') added += 1;
    if (outcome.kind === 'updated') updated += 1;
  }
  if (found === undefined && set.size > 0) database.put(key, set);
  else if (added + updated > 0) database.touch(key);
  if (options.has('INCR')) return score === null ? null : formatDouble(score);
  return options.has('CH') ? added + updated : added;
}

function readAddition(args: readonly string[], options: Set<string>): Addition | StoreError {
  let index = 1;
  for (; index < args.length; index += 1) {
    const word = (args[index] as string).toUpperCase();
    if (!OPTIONS.has(word)) break;
    options.add(word);
  }
  const count = args.length - index;
  if (count === 0 || count % 2 !== 0) return SYNTAX;
  if (options.has('NX') && options.has('XX')) return NX_AND_XX;
  if (['NX', 'GT', 'LT'].filter((option) => options.has(option)).length > 1) return GT_LT_NX;
  if (options.has('INCR') && count > 2) return ONE_PAIR;
  const pairs: [string, number][] = [];
  for (; index < args.length; index += 2) {
    const score = parseDouble(args[index] as string);
    if (score === null) return NOT_A_FLOAT;
    pairs.push([args[index + 1] as string, score]);
  }
  return { options, pairs };
}

function addOne(set: SortedSet, member: string, amount: number, options: ReadonlySet<string>): Outcome {
  const current = set.score(member);
  if (current === undefined) {
    if (options.has('XX')) return 'refused';
    set.set(member, amount);
    return { kind: 'added', score: amount };
  }
  if (options.has('NX')) return 'refused';
  const score = options.has('INCR') ? current + amount : amount;
  if (Number.isNaN(score)) return 'nan';
  if ((options.has('LT') && score >= current) || (options.has('GT') && score <= current)) return 'refused';
  set.set(member, score);
  return { kind: score === current ? 'same' : 'updated', score };
}
