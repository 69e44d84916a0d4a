/** Commands whose bearing on the time to live only Redis knows, wrapped so that it tells: see `ttl-plan.ts`. */
import type { RedisCommand, RedisReply } from '../engine.ts';
import { confine, HARVEST, mustBeConfined, readHarvest, unconfined } from './confined-script.ts';
import { keysOf } from './keyspace.ts';
import type { TtlBook } from './ttl-book.ts';
import { PING } from './ttl-plan.ts';

export interface Wrapped {
  /** What stands between MULTI and EXEC. */
  readonly commands: readonly RedisCommand[];
  /** Keys that get their remaining time for the length of the transaction. */
  readonly given: ReadonlyMap<string, number>;
  /** Keeps the book and returns the replies that the client gets. */
  readonly settle: (replies: readonly RedisReply[], book: TtlBook) => readonly RedisReply[];
}

/** The run whose commands they are. */
export interface KeyContext {
  readonly book: TtlBook;
  readonly prefix: string;
  /** Called with each key that a script has touched although nobody named it. */
  readonly onKey: (key: string) => void;
}

interface Translated {
  readonly command: RedisCommand;
  readonly settle: (reply: RedisReply) => RedisReply;
  /** It may touch keys that it does not name. */
  readonly roams?: boolean;
}

/** The least that Redis takes. A key whose deadline has passed lives on until its expiry is a step. */
const REMAINING_MS_MIN = 1;
/** For those whose deadline has come, where nobody looks: what they are given must not be what a script may give them anew. */
const DUE_MS = 2 ** 40;
const LOOKS_AT_TTL = /ttl|time|\b(?:gt|lt)\b/i;
/** An instant that has passed on every clock. */
const PAST = ['PXAT', '1'] as const;
const TIMES = /^(?:ex|px|exat|pxat)$/i;

export function wrap(commands: readonly RedisCommand[], { book, prefix, onKey }: KeyContext): Wrapped {
  const translated = commands.map((command) => translate(command, book, prefix));
  const roams = translated.some((one) => one.roams);
  const keys = [...new Set([...commands.flatMap(keysOf), ...(roams ? book.keys : [])])];
  const given = new Map<string, number>();
  const dueMs = commands.some(looksAtTtl) ? REMAINING_MS_MIN : DUE_MS;
  for (const key of keys) {
    const remainingMs = book.remainingMs(key);
    if (remainingMs !== null) given.set(key, remainingMs >= REMAINING_MS_MIN ? remainingMs : dueMs);
  }
  return {
    commands: [
      ...Array.from(given, ([key, ms]) => ({ name: 'pexpire', args: [key, String(ms)] })),
      ...translated.map(({ command }) => command),
      ...keys.flatMap((key) => [
        { name: 'pttl', args: [key] },
        { name: 'persist', args: [key] },
      ]),
      ...(roams ? [HARVEST] : []),
    ],
    given,
    settle: (replies) => {
      const own = replies.slice(given.size, given.size + commands.length);
      const lives = replies.slice(given.size + commands.length).filter((_, i) => i % 2 === 0);
      for (const [i, key] of keys.entries()) {
        const remainingMs = lives[i] as number;
        if (remainingMs < 0) book.clear(key);
        else if (remainingMs !== given.get(key)) book.set(key, remainingMs);
      }
      if (roams) {
        for (const [key, remainingMs] of readHarvest(replies.at(-1))) {
          onKey(key);
          if (remainingMs >= 0 && !given.has(key)) book.set(key, remainingMs);
        }
      }
      return own.map((reply, i) => translated[i]!.settle(reply));
    },
  };
}

/** Of a script, and of a command that may compare times, or whose text is not at hand. */
function looksAtTtl({ name, args }: RedisCommand): boolean {
  return !name.startsWith('eval') || name.startsWith('evalsha') || args.some((arg) => LOOKS_AT_TTL.test(arg));
}

/** Absolute times are the client's, which lives on the virtual clock; Redis lives on its own. */
function translate(command: RedisCommand, book: TtlBook, prefix: string): Translated {
  const { name, args } = command;
  const { unixMs } = book;
  const asItIs: Translated = { command, settle: (reply) => reply };
  const unixReply = (inSeconds: boolean): Translated => ({
    command: { name: 'pttl', args },
    settle: (reply) => {
      if (typeof reply !== 'number' || reply < 0) return reply;
      return inSeconds ? Math.floor((unixMs + reply + 500) / 1000) : unixMs + reply;
    },
  });
  switch (name) {
    case 'time':
      return args.length > 0 ? asItIs : { command: PING, settle: () => book.timeReply };
    case 'eval':
    case 'eval_ro': {
      if (!mustBeConfined(args)) return asItIs;
      const text = args[0]!;
      return { command: confine(command, prefix, unixMs), settle: (reply) => unconfined(reply, text), roams: true };
    }
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
  // Two times contradict each other, which is for Redis to say.
  if (args.slice(first).filter((option) => TIMES.test(option)).length > 1) return result;
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
