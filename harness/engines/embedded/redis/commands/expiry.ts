import type { RedisReply, StoreError } from '../../../engine.ts';
import { EPOCH_MS } from '../../../epoch.ts';
import { type Command, reads, writes } from '../command.ts';
import { type Database, NEVER } from '../database.ts';
import { redisError } from '../errors.ts';
import { EX, EXAT, PX, PXAT, type Unit, readDeadline } from './deadlines.ts';
import { expireAt } from './strings.ts';

const NX_AND_OTHERS = redisError('ERR NX and XX, GT or LT options at the same time are not compatible');
const GT_AND_LT = redisError('ERR GT and LT options at the same time are not compatible');

/** What TTL and its like reply. */
const NO_KEY = -2;
const NO_DEADLINE = -1;

type Condition = 'NX' | 'XX' | 'GT' | 'LT';
const CONDITIONS: ReadonlySet<string> = new Set<Condition>(['NX', 'XX', 'GT', 'LT']);

function expiring(unit: Unit, name: string): Command {
  return writes(-3, (database, args) => {
    const [key, amount] = args as [string, string];
    const conditions = args.length > 2 ? readConditions(args) : null;
    if (conditions !== null && 'kind' in conditions) return conditions;
    const deadline = readDeadline(database, unit, amount, name);
    if (typeof deadline !== 'number') return deadline;
    const entry = database.get(key);
    if (entry === undefined) return 0;
    if (conditions !== null && !allows(conditions, entry.expiresAtMs, deadline)) return 0;
    expireAt(database, key, deadline);
    database.touch(key);
    return 1;
  });
}

function readConditions(args: readonly string[]): ReadonlySet<string> | StoreError {
  const found = new Set<string>();
  for (let index = 2; index < args.length; index += 1) {
    const word = args[index] as string;
    const condition = word.toUpperCase();
    if (!CONDITIONS.has(condition)) return redisError(`ERR Unsupported option ${word}`);
    found.add(condition);
  }
  if (found.has('NX') && found.size > 1) return NX_AND_OTHERS;
  return found.has('GT') && found.has('LT') ? GT_AND_LT : found;
}

/** A key without a deadline counts as one that lives for ever. */
function allows(conditions: ReadonlySet<string>, currentMs: number, deadlineMs: number): boolean {
  const hasNone = currentMs === NEVER;
  if (conditions.has('NX') && !hasNone) return false;
  if (conditions.has('XX') && hasNone) return false;
  if (conditions.has('GT') && (hasNone || deadlineMs <= currentMs)) return false;
  return !(conditions.has('LT') && !hasNone && deadlineMs >= currentMs);
}

function asking(unit: Unit): Command {
  return reads(2, (database: Database, args: readonly string[]): RedisReply => {
    const entry = database.get(args[0] as string);
    if (entry === undefined) return NO_KEY;
    if (entry.expiresAtMs === NEVER) return NO_DEADLINE;
    const ms = unit.isAbsolute ? entry.expiresAtMs + EPOCH_MS : entry.expiresAtMs - database.time.now;
    return Math.floor((ms + unit.msPerUnit / 2) / unit.msPerUnit);
  });
}

export const EXPIRY_COMMANDS = {
  expire: expiring(EX, 'expire'),
  pexpire: expiring(PX, 'pexpire'),
  expireat: expiring(EXAT, 'expireat'),
  pexpireat: expiring(PXAT, 'pexpireat'),
  persist: writes(2, (database, args) => (database.persist(args[0] as string) ? 1 : 0)),
  ttl: asking(EX),
  pttl: asking(PX),
  expiretime: asking(EXAT),
  pexpiretime: asking(PXAT),
} satisfies Record<string, Command>;
