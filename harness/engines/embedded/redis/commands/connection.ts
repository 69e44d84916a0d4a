import type { RedisReply } from '../../../engine.ts';
import { EPOCH_MS } from '../../../epoch.ts';
import { barred, type Command, reads } from '../command.ts';
import type { Database } from '../database.ts';
import { wrongArity } from '../errors.ts';

function ping(_database: Database, args: readonly string[]): RedisReply {
  if (args.length > 1) return wrongArity('ping');
  return args[0] ?? 'PONG';
}

/** Seconds, and the microseconds beyond: of the virtual clock. */
function time(database: Database): RedisReply {
  const unixMs = EPOCH_MS + database.time.now;
  return [String(Math.floor(unixMs / 1000)), String(Math.floor((unixMs % 1000) * 1000))];
}

function watch(database: Database, keys: readonly string[], session: number): RedisReply {
  database.watch(session, keys);
  return 'OK';
}

function unwatch(database: Database, _args: readonly string[], session: number): RedisReply {
  database.unwatch(session);
  return 'OK';
}

export const CONNECTION_COMMANDS = {
  ping: { ...reads(-1, ping), repliesStatus: true },
  time: reads(1, time),
  echo: reads(2, (_database, args) => args[0] as string),
  watch: barred(-2, watch),
  unwatch: barred(1, unwatch),
} satisfies Record<string, Command>;
