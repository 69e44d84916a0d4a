import type { RedisReply } from '../../../engine.ts';
import { type Command, reads, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { WRONG_TYPE } from '../errors.ts';
import { UniqueSet } from '../values/unique-set.ts';

/** A command that reads the set under its first argument; a missing key reads as an empty set. */
function readsSet(arity: number, read: (set: UniqueSet, args: readonly string[]) => RedisReply): Command {
  return reads(arity, (database, args) => {
    const value = database.get(args[0] as string)?.value ?? new UniqueSet();
    return value instanceof UniqueSet ? read(value, args) : WRONG_TYPE;
  });
}

function sadd(database: Database, args: readonly string[]): RedisReply {
  const key = args[0] as string;
  const found = database.get(key)?.value;
  const set = found ?? new UniqueSet();
  if (!(set instanceof UniqueSet)) return WRONG_TYPE;
  let count = 0;
  for (let index = 1; index < args.length; index += 1) if (set.add(args[index] as string)) count += 1;
  if (found === undefined) database.put(key, set);
  else if (count > 0) database.touch(key);
  return count;
}

function srem(database: Database, args: readonly string[]): RedisReply {
  const key = args[0] as string;
  const set = database.get(key)?.value;
  if (set === undefined) return 0;
  if (!(set instanceof UniqueSet)) return WRONG_TYPE;
  let count = 0;
  for (let index = 1; index < args.length; index += 1) if (set.delete(args[index] as string)) count += 1;
  if (set.size === 0) database.remove(key);
  else if (count > 0) database.touch(key);
  return count;
}

export const SET_COMMANDS = {
  sadd: writes(-3, sadd),
  srem: writes(-3, srem),
  smembers: readsSet(2, (set) => set.list()),
  sismember: readsSet(3, (set, args) => (set.has(args[1] as string) ? 1 : 0)),
  smismember: readsSet(-3, (set, args) => args.slice(1).map((member) => (set.has(member) ? 1 : 0))),
  scard: readsSet(2, (set) => set.size),
} satisfies Record<string, Command>;
