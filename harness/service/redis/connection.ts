/**
 * The other end of a Redis client's connection. Each command becomes a step of whoever has sent it, and is answered when the
 * scheduler has had it executed; MULTI … EXEC is one step, as it is one for Redis.
 *
 * Requests that share a connection may be executed in another order than they were sent in: in production one's answer from
 * elsewhere may be late, and then so is what it sends. Clients expect answers in the order of sending, so that of a step which
 * came early is held back, unless the client says that it can do without (`answersInAnyOrder`).
 */
import type { RedisReply } from '../../engines/engine.ts';
import type { MemorySocket, Peer } from '../memory-socket.ts';
import type { Store } from '../store.ts';
import { answerAboutConnection, type Greeted } from './about-connection.ts';
import { CommandReader, encodeAborted, encodePush, encodeReply, type Protocol, type WireCommand } from './resp.ts';
import { Subscriptions } from './subscriptions.ts';

/** A command that the client waits for an answer to. */
interface Awaited {
  /** What has been answered, in pieces that the client takes for one answer each; null: nothing yet. */
  answer: readonly string[] | null;
}

export class RedisConnection implements Peer, Greeted {
  readonly number: number;
  readonly node: number;
  readonly isInTransaction = false;
  protocol: Protocol = 2;
  readonly #socket: MemorySocket;
  readonly #store: Store;
  readonly #reader = new CommandReader();
  readonly #subscriptions = new Subscriptions();
  /** In the order of sending. */
  readonly #awaited: Awaited[] = [];
  #queued: WireCommand[] | null = null;
  #isWatching = false;
  /** For clients that look answers up: which of those that they wait for comes next. */
  answersInAnyOrder = false;
  nextAnswered = 0;

  constructor(store: Store, socket: MemorySocket, number: number, node: number) {
    this.#store = store;
    this.#socket = socket;
    this.number = number;
    this.node = node;
  }

  get host(): string {
    return this.#socket.host;
  }

  get port(): number {
    return this.#socket.remotePort;
  }

  opened(): void {}

  closed(): void {
    this.#store.left(this);
  }

  receive(bytes: Buffer): void {
    try {
      for (const command of this.#reader.read(bytes)) this.#take(command);
    } catch (error) {
      this.#store.refuse(error);
    }
  }

  /** What was published, if it has subscribed to that. */
  tell(channel: string, message: string): void {
    for (const parts of this.#subscriptions.messagesFor(channel, message))
      this.#socket.deliver(Buffer.from(encodePush(parts, this.protocol)));
  }

  #take(command: WireCommand): void {
    const awaited: Awaited = { answer: null };
    this.#awaited.push(awaited);
    const answer = this.#answerAtOnce(command);
    if (answer !== null) return this.#answer(awaited, answer);
    if (command.name === 'exec') return this.#execute(awaited, this.#queued ?? []);
    this.#store.submitRedis(this, { command }, (reply) => this.#answer(awaited, this.#answersTo(command, reply)));
    if (command.name === 'watch') this.#isWatching = true;
  }

  #execute(awaited: Awaited, transaction: readonly WireCommand[]): void {
    this.#queued = null;
    this.#isWatching = false;
    this.#store.submitRedis(this, { transaction }, (reply) => {
      if (reply === null) this.#answer(awaited, [encodeAborted(this.protocol)]);
      else if (!Array.isArray(reply)) this.#answer(awaited, [encodeReply(reply, this.protocol)]);
      else {
        const parts = (reply as readonly RedisReply[]).map((one, i) => this.#encode(transaction[i]!, one));
        this.#answer(awaited, [`*${parts.length}\r\n${parts.join('')}`]);
      }
    });
  }

  /** Null: the command has to wait for its turn. */
  #answerAtOnce(command: WireCommand): readonly string[] | null {
    const { name } = command;
    if (name === 'multi') {
      if (this.#queued !== null) return ['-ERR MULTI calls can not be nested\r\n'];
      this.#queued = [];
      return ['+OK\r\n'];
    }
    if (this.#queued !== null && name !== 'exec' && name !== 'discard') {
      this.#queued.push(command);
      return ['+QUEUED\r\n'];
    }
    if (name === 'exec') {
      if (this.#queued === null) return ['-ERR EXEC without MULTI\r\n'];
      // Nothing to do, and nothing to find out.
      return this.#queued.length === 0 && !this.#isWatching ? this.#endTransaction('*0\r\n') : null;
    }
    if (name === 'discard') return this.#queued === null ? ['-ERR DISCARD without MULTI\r\n'] : this.#discard();
    if (name === 'quit') {
      process.nextTick(() => this.#socket.push(null));
      return ['+OK\r\n'];
    }
    const left = this.#subscriptions.unsubscribe(command);
    if (left !== null) return left.map((parts) => encodePush(parts, this.protocol));
    const answer = answerAboutConnection(this, command);
    return answer === null ? null : [answer];
  }

  #discard(): readonly string[] {
    if (this.#isWatching) this.#store.submitRedis(this, { command: { name: 'unwatch', args: [] } }, () => undefined);
    return this.#endTransaction('+OK\r\n');
  }

  #endTransaction(answer: string): readonly string[] {
    this.#queued = null;
    this.#isWatching = false;
    return [answer];
  }

  #answersTo(command: WireCommand, reply: RedisReply): readonly string[] {
    const counts = this.#subscriptions.subscribe(command);
    if (counts !== null) return counts.map((parts) => encodePush(parts, this.protocol));
    return [this.#encode(command, reply)];
  }

  #encode({ name }: WireCommand, reply: RedisReply): string {
    return encodeReply(reply, this.protocol, name === 'hgetall' && Array.isArray(reply));
  }

  #answer(awaited: Awaited, answer: readonly string[]): void {
    awaited.answer = answer;
    if (this.answersInAnyOrder) return this.#send(this.#awaited.indexOf(awaited));
    while ((this.#awaited[0]?.answer ?? null) !== null) this.#send(0);
  }

  #send(position: number): void {
    const [awaited] = this.#awaited.splice(position, 1);
    this.nextAnswered = position;
    for (const part of awaited!.answer!) {
      this.#socket.deliver(Buffer.from(part));
      // What one command has left to be answered stands at the front.
      this.nextAnswered = 0;
    }
  }

  cut(): void {
    this.#socket.cut();
  }
}
