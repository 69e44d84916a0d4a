import type { RedisReply } from '../../../engine.ts';
import { type Command, reads, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { SYNTAX, WRONG_TYPE, wrongArity } from '../errors.ts';
import { formatDouble } from '../values/double.ts';
import { SortedSet } from '../values/sorted-set.ts';
import { zadd, zincrby } from './sorted-set-add.ts';
import { zrange } from './sorted-set-range.ts';

/** A command that reads the sorted set under its first argument; a missing key reads as an empty one. */
function readsSortedSet(arity: number, read: (set: SortedSet, args: readonly string[]) => RedisReply): Command {
  return reads(arity, (database, args) => {
    const value = database.get(args[0] as string)?.value ?? new SortedSet();
    return value instanceof SortedSet ? read(value, args) : WRONG_TYPE;
  });
}

function zscore(set: SortedSet, args: readonly string[]): RedisReply {
  const score = set.score(args[1] as string);
  return score === undefined ? null : formatDouble(score);
}

function zrem(database: Database, args: readonly string[]): RedisReply {
  const key = args[0] as string;
  const set = database.get(key)?.value;
  if (set === undefined) return 0;
  if (!(set instanceof SortedSet)) return WRONG_TYPE;
  let count = 0;
  for (let index = 1; index < args.length; index += 1) if (set.delete(args[index] as string)) count += 1;
  if (set.size === 0) database.remove(key);
  else if (count > 0) database.touch(key);
  return count;
}

function ranking(name: string, isReverse: boolean): Command {
  const rank = readsSortedSet(-3, (set, args) => {
    const member = args[1] as string;
    const index = set.ascending().findIndex((scored) => scored.member === member);
    if (index < 0) return null;
    const position = isReverse ? set.size - 1 - index : index;
    return args.length === 3 ? [position, zscore(set, args)] : position;
  });
  return reads(-3, (database, args, session) => {
    if (args.length > 3) return wrongArity(name);
    if (args.length === 3 && args[2]?.toUpperCase() !== 'WITHSCORE') return SYNTAX;
    return rank.run(database, args, session);
  });
}

export const SORTED_SET_COMMANDS = {
  zadd: writes(-4, zadd),
  zincrby: writes(4, zincrby),
  zrem: writes(-3, zrem),
  zscore: readsSortedSet(3, zscore),
  zcard: readsSortedSet(2, (set) => set.size),
  zrange: reads(-4, zrange),
  zrank: ranking('zrank', false),
  zrevrank: ranking('zrevrank', true),
} satisfies Record<string, Command>;
