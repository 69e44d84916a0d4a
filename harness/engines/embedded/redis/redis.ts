import type { RedisCommand, RedisReply, Request, StoreError, StoreState, VirtualTime } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { hasArity } from './command.ts';
import { COMMANDS } from './commands.ts';
import { Database, type Deadline, NEVER } from './database.ts';
import { EXEC_ABORT, unknownCommand, wrongArity } from './errors.ts';
import { describeValue } from './inspect.ts';
import { Listeners } from './listening/listeners.ts';
import { Past } from './past.ts';
import { OTHER_COMMANDS } from './other-commands.ts';

/**
 * One run's Redis 8, in process and synchronous.
 *
 * Guarantees the replies, the error texts and the WATCH semantics of the real server; the differential test holds it to that.
 * Does not expire keys by itself: a deadline that has come is a step of its own, `expire(key)`, which the scheduler takes.
 * Throws `NotEmbedded` for what the real server knows and this one does not.
 */
export class EmbeddedRedis {
  private readonly database: Database;
  /** Null where no node listens. */
  readonly listeners: Listeners | null;
  private past: Past | null = null;

  /** @param subscribers how many nodes listen */
  constructor(time: VirtualTime, subscribers = 0) {
    this.database = new Database(time);
    this.listeners = subscribers > 0 ? new Listeners(subscribers) : null;
    this.database.listeners = this.listeners;
  }

  /** One command of one session. What Redis answers with an error is a `StoreError`, never a throw. */
  execute(session: number, { name, args }: RedisCommand): RedisReply {
    const command = COMMANDS.get(name);
    if (command === undefined || !hasArity(command, args.length)) return refusalOf(name, args);
    return command.run(this.database, args, session);
  }

  /** What a node asks in a run in which nodes listen. @param node from 1 */
  executeFor(node: number, session: number, request: Extract<Request, { readonly store: 'redis' }>): RedisReply {
    const listeners = this.listeners!;
    listeners.begin(node);
    const reply =
      'command' in request
        ? (listeners.execute(node, request.command) ?? this.executeTracked(session, request.command))
        : this.transaction(session, request.transaction);
    listeners.end();
    return reply;
  }

  /**
   * MULTI … EXEC as one step: the reply of EXEC. Null when a watched key has changed; errors of single commands stand
   * in their place, and what Redis would not have queued aborts the whole.
   */
  transaction(session: number, commands: readonly RedisCommand[]): RedisReply {
    const isBroken = this.database.unwatch(session);
    if (commands.some((command) => refusalBeforeRunning(command) !== null)) return EXEC_ABORT;
    if (isBroken) return null;
    // A WATCH in between is refused there and then, and the rest is executed without it.
    return commands.filter(({ name }) => name !== 'watch').map((command) => this.executeTracked(session, command));
  }

  private executeTracked(session: number, command: RedisCommand): RedisReply {
    const reply = this.execute(session, command);
    this.listeners?.hasExecuted(command);
    return reply;
  }

  /** The earliest deadline, ties by key; null when no key has one. */
  nextExpiry(): Deadline | null {
    return this.database.nextDeadline();
  }

  /** Infinity: it has none, or there is no such key. */
  deadlineOf(key: string): number {
    const { expiresAtMs = NEVER } = this.database.get(key) ?? {};
    return expiresAtMs === NEVER ? Infinity : expiresAtMs;
  }

  /** The deadline of a key has come. Like a real expiry, it breaks watches. */
  expire(key: string): void {
    this.database.remove(key);
  }

  /** Redis ran out of memory and chose this key. */
  evict(key: string): void {
    this.database.remove(key);
  }

  /** FLUSHALL, by somebody else. */
  flush(): void {
    this.database.clear();
  }

  /** The session's connection is gone, and its watches with it. */
  disconnect(session: number): void {
    this.database.unwatch(session);
  }

  /** From now on, `failOver` can take back what `changing` does. */
  keepPast(): void {
    this.past = new Past(this.database);
  }

  /** Does what may be a change; without `keepPast`, nothing else. */
  changing<Result>(act: () => Result): Result {
    if (this.past === null) return act();
    const before = JSON.stringify(this.inspect());
    this.past.remember();
    const result = act();
    if (JSON.stringify(this.inspect()) === before) this.past.forgetLast();
    return result;
  }

  /** A replica takes over that lacks the last changes. */
  failOver(lost: number): void {
    this.past?.recall(lost);
  }

  inspect(): StoreState['redis'] {
    const state: Record<string, StoreState['redis'][string]> = {};
    for (const [key, { value, expiresAtMs }] of this.database.entries) {
      state[key] = { value: describeValue(value), expiresAtMs: expiresAtMs === NEVER ? null : expiresAtMs };
    }
    return state;
  }
}

/** Why Redis would not even queue the command; the whole transaction is then aborted. */
function refusalBeforeRunning({ name, args }: RedisCommand): StoreError | null {
  const command = COMMANDS.get(name);
  if (command === undefined || !hasArity(command, args.length)) return refusalOf(name, args);
  return command.refuse?.(args) ?? null;
}

function refusalOf(name: string, args: readonly string[]): StoreError {
  if (COMMANDS.has(name)) return wrongArity(name);
  if (OTHER_COMMANDS.has(name)) throw new NotEmbedded(name.toUpperCase());
  return unknownCommand(name, args);
}
