/** What Redis commands touch, by Redis's own command table: which arguments are keys, and whether the command writes. */
import { exists, getKeyIndexes, hasFlag } from '@ioredis/commands';
import type { RedisCommand, RedisReply, Request } from '../engines/engine.ts';
import { keepsToItsKeys } from '../engines/script-text.ts';
import type { Access, Footprint } from './access.ts';
import { ANY, access, EVERYTHING } from './access.ts';

export type RedisRequest = Extract<Request, { store: 'redis' }>;

/** Keys that a connection watches: EXEC looks at them. */
export type Watches = Set<string>;

/**
 * @param reply the store's reply; undefined when it is not known yet, which makes the footprint wider.
 * @param watches of the session; changed by WATCH, EXEC and UNWATCH when there is a reply.
 */
export function redisAccesses(request: RedisRequest, reply: RedisReply | undefined, watches: Watches): Footprint {
  if ('command' in request) return commandAccesses(request.command, reply, watches);
  const replies = Array.isArray(reply) ? (reply as readonly RedisReply[]) : [];
  const watched = [...watches].map((key) => access('read', 'redis', key));
  if (reply !== undefined) watches.clear();
  return request.transaction.flatMap((command, i) => commandAccesses(command, replies[i], watches)).concat(watched);
}

function commandAccesses({ name, args }: RedisCommand, reply: RedisReply | undefined, watches: Watches): Footprint {
  // Whom a message reaches is seen when it is sent.
  if (name === 'ping' || name === 'echo' || name === 'publish') return [];
  if (name === 'time') return [access('read', 'clock')];
  if (name === 'unwatch') {
    watches.clear();
    return [];
  }
  if (name === 'watch') {
    if (reply !== undefined) for (const key of args) watches.add(key);
    return args.map((key) => access('read', 'redis', key));
  }
  if (!exists(name)) return EVERYTHING;
  if (name === 'script') return [access('write', 'scripts')];
  const mode = hasFlag(name, 'readonly') ? 'read' : 'write';
  if (SCRIPTS.has(name)) {
    const scripts = access(name.startsWith('evalsha') ? 'read' : 'add', 'scripts');
    const touched = isConfined(name, args) ? keysOf(name, args) : [ANY];
    return [scripts, access('read', 'clock'), ...touched.map((key) => access(mode, 'redis', key))];
  }
  const keys = keysOf(name, args);
  if (keys.length === 0) return mode === 'read' || hasFlag(name, 'write') ? [access(mode, 'redis')] : EVERYTHING;
  const fields = fieldAccesses(name, args, reply);
  const accesses: Access[] = fields ?? keys.map((key) => access(mode, 'redis', key));
  // A deadline is counted from now, and writing may set one or remove one.
  if (mode === 'write' || READS_THE_CLOCK.has(name)) accesses.push(access('read', 'clock'));
  return accesses;
}

const SCRIPTS = new Set(['eval', 'eval_ro', 'evalsha', 'evalsha_ro']);
/** A script that may touch other keys than it was given counts as touching all; so does one whose text is not at hand. */
function isConfined(name: string, [text = '']: readonly string[]): boolean {
  return !name.startsWith('evalsha') && keepsToItsKeys(text);
}

const READS_THE_CLOCK = new Set(['ttl', 'pttl', 'expiretime', 'pexpiretime', 'httl', 'hpttl']);

/** None of a command that Redis's table does not have; nor where the arguments make no sense, for then it is refused. */
export function keysOf(name: string, args: readonly string[]): string[] {
  if (!exists(name)) return [];
  return getKeyIndexes(name, [...args])
    .map((index) => args[index])
    .filter((key) => key !== undefined);
}

/** How the arguments after a hash's key name fields. */
const FIELD_STRIDE: Readonly<Record<string, number>> = { hget: 1, hmget: 1, hexists: 1, hstrlen: 1, hset: 2, hmset: 2 };

/**
 * Commands on single fields, which are apart from other fields. A new field also takes a place in the order of fields;
 * removing the last one removes the key, so HDEL touches all of it.
 */
function fieldAccesses(name: string, args: readonly string[], reply: RedisReply | undefined): Access[] | null {
  const [key, ...rest] = args;
  const stride = FIELD_STRIDE[name];
  if (key === undefined || stride === undefined) return null;
  const mode = stride === 1 ? 'read' : 'write';
  const accesses = rest.filter((_, i) => i % stride === 0).map((field) => access(mode, 'redis', key, `field ${field}`));
  const isNew = mode === 'write' && reply !== 0;
  return isNew ? [...accesses, access('write', 'redis', key, 'order of fields')] : accesses;
}

/** All keys, or one, without a client: eviction, expiry, flush. */
export function keyAccess(key: string | null, server?: number): Footprint {
  const space = server === undefined ? 'redis' : (`redis ${server}` as const);
  return [access('write', space, key ?? ANY), access('read', 'clock')];
}
