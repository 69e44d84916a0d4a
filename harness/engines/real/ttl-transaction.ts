/** Commands whose bearing on the time to live only Redis knows, wrapped so that it tells: see `ttl-plan.ts`. */
import type { RedisCommand, RedisReply } from '../engine.ts';
import { keysOf } from './keyspace.ts';
import type { TtlBook } from './ttl-book.ts';

export interface Wrapped {
  /** What stands between MULTI and EXEC. */
  readonly commands: readonly RedisCommand[];
  /** Where the replies to the commands begin. */
  readonly first: number;
  /** Keeps the book and returns the replies that the client gets. */
  readonly settle: (replies: readonly RedisReply[], book: TtlBook) => readonly RedisReply[];
}

interface Translated {
  readonly command: RedisCommand;
  readonly settle: (reply: RedisReply) => RedisReply;
}

/** The least that Redis takes. A key whose deadline has passed lives on until its expiry is a step. */
const REMAINING_MS_MIN = 1;
/** An instant that has passed on every clock. */
const PAST = ['PXAT', '1'] as const;

export function wrap(commands: readonly RedisCommand[], book: TtlBook): Wrapped {
  const keys = [...new Set(commands.flatMap(keysOf))];
  const given = new Map<string, number>();
  for (const key of keys) {
    const remainingMs = book.remainingMs(key);
    if (remainingMs !== null) given.set(key, Math.max(REMAINING_MS_MIN, remainingMs));
  }
  const translated = commands.map((command) => translate(command, book.unixMs));
  return {
    commands: [
      ...Array.from(given, ([key, ms]) => ({ name: 'pexpire', args: [key, String(ms)] })),
      ...translated.map(({ command }) => command),
      ...keys.flatMap((key) => [
        { name: 'pttl', args: [key] },
        { name: 'persist', args: [key] },
      ]),
    ],
    first: given.size,
    settle: (replies) => {
      const own = replies.slice(given.size, given.size + commands.length);
      const lives = replies.slice(given.size + commands.length).filter((_, i) => i % 2 === 0);
      for (const [i, key] of keys.entries()) {
        const remainingMs = lives[i] as number;
        if (remainingMs < 0) book.clear(key);
        else if (remainingMs !== given.get(key)) book.set(key, remainingMs);
      }
      return own.map((reply, i) => translated[i]!.settle(reply));
    },
  };
}

/** Absolute times are the client's, which lives on the virtual clock; Redis lives on its own. */
function translate(command: RedisCommand, unixMs: number): Translated {
  const { name, args } = command;
  const asItIs: Translated = { command, settle: (reply) => reply };
  const unixReply = (inSeconds: boolean): Translated => ({
    command: { name: 'pttl', args },
    settle: (reply) => {
      if (typeof reply !== 'number' || reply < 0) return reply;
      return inSeconds ? Math.floor((unixMs + reply + 500) / 1000) : unixMs + reply;
    },
  });
  switch (name) {
    case 'expiretime':
      return unixReply(true);
    case 'pexpiretime':
      return unixReply(false);
    case 'expireat':
    case 'pexpireat': {
      const [key, at, ...flags] = args;
      const ms = toMs(at, name === 'expireat');
      if (key === undefined || ms === null) return asItIs;
      return { ...asItIs, command: { name: 'pexpire', args: [key, String(ms - unixMs), ...flags] } };
    }
    case 'set':
    case 'getex':
      return { ...asItIs, command: { name, args: relativeOptions(args, name === 'set' ? 2 : 1, unixMs) } };
    default:
      return asItIs;
  }
}

/** `EXAT` and `PXAT` of SET and GETEX as `PX`. */
function relativeOptions(args: readonly string[], first: number, unixMs: number): readonly string[] {
  const result = [...args];
  for (let i = first; i < args.length - 1; i += 1) {
    const option = args[i]!.toLowerCase();
    if (option !== 'exat' && option !== 'pxat') continue;
    const ms = toMs(args[i + 1], option === 'exat');
    // Redis has its own words for numbers below 1.
    if (ms === null || ms <= 0) continue;
    result.splice(i, 2, ...(ms > unixMs ? ['PX', String(ms - unixMs)] : PAST));
  }
  return result;
}

function toMs(text: string | undefined, isSeconds: boolean): number | null {
  if (text === undefined || !/^-?\d{1,14}$/.test(text)) return null;
  return Number(text) * (isSeconds ? 1000 : 1);
}
