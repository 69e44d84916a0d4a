/** The Redis half of one run. */
import type {
  EngineRun,
  RedisCommand,
  RedisReply,
  Request,
  RunSetup,
  StoreError,
  StoreState,
  VirtualTime,
} from '../engine.ts';
import { NotSupported } from './errors.ts';
import { checkSupported, Keyspace, keysOf } from './keyspace.ts';
import { Listening } from './listening/listening.ts';
import { RedisPast } from './redis-past.ts';
import { inspectKeys } from './redis-inspect.ts';
import type { RedisPool } from './redis-pool.ts';
import type { RedisWire } from './redis-wire.ts';
import { ScriptCache } from './script-cache.ts';
import { TtlBook } from './ttl-book.ts';
import { rewrite } from './ttl-plan.ts';
import type { Rewritten } from './ttl-plan.ts';
import { wrap } from './ttl-transaction.ts';
import type { KeyContext, Wrapped } from './ttl-transaction.ts';

interface Watcher {
  readonly wire: RedisWire;
  readonly keys: Set<string>;
}

const MULTI: RedisCommand = { name: 'multi', args: [] };
const EXEC: RedisCommand = { name: 'exec', args: [] };
const UNWATCH: RedisCommand = { name: 'unwatch', args: [] };

export class RedisRun {
  readonly #pool: RedisPool;
  readonly #keyspace: Keyspace;
  readonly #book: TtlBook;
  readonly #context: KeyContext;
  readonly #scripts = new ScriptCache();
  /** Every key that a command has named, without prefix. */
  readonly #keys = new Set<string>();
  readonly #watchers = new Map<number, Watcher>();
  readonly #past: RedisPast | null;
  /** Null where no node listens. */
  readonly #listening: Listening | null;

  /** @param options how many nodes listen; whether `failOver` can take back what `changing` does */
  constructor(
    pool: RedisPool,
    prefix: string,
    time: VirtualTime,
    { subscribers = 0, keepsPast = false }: Pick<RunSetup, 'subscribers' | 'keepsPast'> = {},
  ) {
    this.#pool = pool;
    this.#listening = subscribers > 0 ? new Listening(pool, prefix, subscribers) : null;
    this.#keyspace = new Keyspace(prefix);
    this.#book = new TtlBook(time);
    this.#context = { book: this.#book, prefix, onKey: (key) => this.#keys.add(key) };
    const send = (command: RedisCommand): Promise<RedisReply> => this.#send(this.#pool.shared, command);
    this.#past = keepsPast ? new RedisPast({ send, book: this.#book, keys: this.#keys }) : null;
  }

  get messages(): EngineRun['messages'] {
    return this.#listening?.messages ?? null;
  }

  /** What a node asks in a run in which nodes listen; all that it has caused to be sent is there. @param node from 1 */
  async executeFor(
    node: number,
    session: number,
    request: Extract<Request, { readonly store: 'redis' }>,
  ): Promise<RedisReply> {
    const listening = this.#listening!;
    const wire = listening.wireOf(node) ?? this.#pool.shared;
    const reply =
      'command' in request
        ? await (listening.execute(node, request.command) ?? this.execute(session, request.command, wire))
        : await this.transaction(session, request.transaction, wire);
    await listening.fence();
    return reply;
  }

  execute(session: number, command: RedisCommand, wire = this.#pool.shared): Promise<RedisReply> {
    this.#admit(command);
    if (command.name === 'watch') return this.#watch(session, command);
    if (command.name === 'unwatch') return this.#unwatch(session);
    const outward = this.#scripts.outward(command);
    const rewritten = rewrite(outward);
    if (rewritten === null) return this.#executeWrapped(command, outward);
    return wire
      .send(this.#keyspace.outward(rewritten.command))
      .then((reply) => this.#scripts.inward(command, rewritten.settle(this.#keyspace.inward(reply), this.#book)));
  }

  /** MULTI … EXEC. The reply is null when a watched key was changed. */
  async transaction(session: number, queued: readonly RedisCommand[], own = this.#pool.shared): Promise<RedisReply> {
    // Redis refuses WATCH inside MULTI and goes on, so EXEC has no reply for it.
    const commands = queued.filter(({ name }) => name !== 'watch');
    for (const command of commands) this.#admit(command);
    const outward = commands.map((command) => this.#scripts.outward(command));
    const plan = this.#planTransaction(outward, session);
    const wire = this.#watchers.get(session)?.wire ?? own;
    const { executed } = await this.#sendTransaction(wire, plan.commands);
    this.#forgetWatch(session);
    if (!Array.isArray(executed)) return executed;
    return plan.settle(executed, this.#book).map((reply, i) => this.#scripts.inward(commands[i]!, reply));
  }

  nextExpiry(): { readonly key: string; readonly at: number } | null {
    return this.#book.next();
  }

  deadlineOf(key: string): number {
    return this.#book.deadline(key) ?? Infinity;
  }

  async remove(key: string): Promise<void> {
    await this.#send(this.#pool.shared, { name: 'del', args: [key] });
    this.#book.clear(key);
    await this.#listening?.fence();
  }

  async flush(): Promise<void> {
    this.#book.clearAll();
    if (this.#listening === null) return this.#removeAll();
    await this.#listening.flush(async () => {
      // A key that is not there is tracked, too, and only a change of it ends that.
      const empty = [...this.#keys].flatMap((key) => [key, '']);
      if (empty.length > 0) await this.#send(this.#pool.shared, { name: 'mset', args: empty });
      await this.#removeAll();
    });
  }

  async disconnect(session: number): Promise<void> {
    if (this.#watchers.has(session)) await this.#unwatch(session);
  }

  /** Does what may be a change. */
  async changing<Result>(act: () => Promise<Result>): Promise<Result> {
    if (this.#past === null) return act();
    const before = JSON.stringify(await this.inspect());
    await this.#past.remember();
    const result = await act();
    if (JSON.stringify(await this.inspect()) === before) this.#past.forgetLast();
    return result;
  }

  /** A replica takes over that lacks the last changes. */
  async failOver(lost: number): Promise<void> {
    await this.#past?.recall(lost);
  }

  get keepsPast(): boolean {
    return this.#past !== null;
  }

  inspect(): Promise<StoreState['redis']> {
    return inspectKeys([...this.#keys], (command) => this.#send(this.#pool.shared, command), this.#book);
  }

  async end(): Promise<void> {
    // Nobody waits for the removal: the next run has a prefix of its own. A lost server is reported elsewhere.
    this.#pool
      .unlink([...this.#keys, ...(this.#past?.names ?? [])].map((key) => this.#keyspace.prefix + key))
      .catch(() => undefined);
    await Promise.all([
      ...Array.from(this.#watchers.keys(), (session) => this.#unwatch(session)),
      this.#listening?.end(),
    ]);
  }

  async #removeAll(): Promise<void> {
    if (this.#keys.size > 0) await this.#send(this.#pool.shared, { name: 'del', args: [...this.#keys] });
  }

  #admit(command: RedisCommand): void {
    checkSupported(command);
    for (const key of keysOf(command)) this.#keys.add(key);
  }

  async #send(wire: RedisWire, command: RedisCommand): Promise<RedisReply> {
    return this.#keyspace.inward(await wire.send(this.#keyspace.outward(command)));
  }

  async #executeWrapped(command: RedisCommand, outward: RedisCommand): Promise<RedisReply> {
    this.#checkTracking([command]);
    const wrapped = wrap([outward], this.#context);
    this.#checkWatches([outward], wrapped.given, null);
    const { queued, executed } = await this.#sendTransaction(this.#pool.shared, wrapped.commands);
    // Redis found the command wrong before it executed anything, and says so in the place of QUEUED.
    if (!Array.isArray(executed)) return queued.find(isError) ?? executed;
    return this.#scripts.inward(command, wrapped.settle(executed, this.#book)[0] ?? null);
  }

  #planTransaction(commands: readonly RedisCommand[], session: number) {
    const rewritten = commands.map(rewrite);
    if (!rewritten.every((one) => one !== null)) {
      this.#checkTracking(commands);
      const wrapped = wrap(commands, this.#context);
      this.#checkWatches(commands, wrapped.given, session);
      return wrapped;
    }
    const all: readonly Rewritten[] = rewritten;
    return {
      commands: all.map(({ command }) => command),
      settle: (replies: readonly RedisReply[], book: TtlBook) => all.map(({ settle }, i) => settle(replies[i]!, book)),
    };
  }

  /** Sent in one go on one connection, so nothing comes between. */
  async #sendTransaction(wire: RedisWire, commands: readonly RedisCommand[]) {
    const sent = [
      wire.send(MULTI),
      ...commands.map((command) => this.#send(wire, command)),
      wire.send(EXEC).then((reply) => this.#keyspace.inward(reply)),
    ];
    const replies = await Promise.all(sent);
    return { queued: replies.slice(1, -1), executed: replies.at(-1) as RedisReply };
  }

  async #watch(session: number, command: RedisCommand): Promise<RedisReply> {
    if (this.#listening?.isTracking)
      throw new NotSupported('WATCH', 'it needs a connection of its own, and one is tracked');
    const watcher = this.#watchers.get(session) ?? { wire: await this.#pool.lease(), keys: new Set<string>() };
    this.#watchers.set(session, watcher);
    for (const key of keysOf(command)) watcher.keys.add(key);
    return this.#send(watcher.wire, command);
  }

  async #unwatch(session: number): Promise<RedisReply> {
    const reply = await this.#send(this.#watchers.get(session)?.wire ?? this.#pool.shared, UNWATCH);
    this.#forgetWatch(session);
    return reply;
  }

  #forgetWatch(session: number): void {
    const watcher = this.#watchers.get(session);
    if (watcher === undefined) return;
    this.#watchers.delete(session);
    this.#pool.release(watcher.wire);
  }

  /** What is sent beside such a command, to keep its keys' time to live off the wire, would be tracked, and told. */
  #checkTracking(commands: readonly RedisCommand[]): void {
    if (!this.#listening?.isTracking) return;
    const names = commands.map(({ name }) => name.toUpperCase()).join(', ');
    throw new NotSupported(names, 'it may look at a time to live, or change one, while the client is tracked');
  }

  /** Giving a key its remaining time for the length of a transaction counts as a change of it, and would break watches. */
  #checkWatches(commands: readonly RedisCommand[], given: Wrapped['given'], own: number | null): void {
    for (const [session, { keys }] of this.#watchers) {
      if (session === own) continue;
      const key = Array.from(given.keys()).find((one) => keys.has(one));
      if (key === undefined) continue;
      const names = commands.map(({ name }) => name.toUpperCase()).join(', ');
      throw new NotSupported(`${names} on ${key}`, 'the key has a time to live and is being watched at the same time');
    }
  }
}

function isError(reply: RedisReply): reply is StoreError {
  return typeof reply === 'object' && reply !== null && 'kind' in reply;
}
