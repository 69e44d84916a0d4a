/**
 * Lets ioredis take an answer for any of the commands that it waits for. It keeps those in a queue and takes the first one for
 * each answer; here, the one that the answer is for. Everything else of the client is as it is.
 */
import { createRequire } from 'node:module';
import { MemorySocket } from '../memory-socket.ts';
import type { RedisConnection } from './connection.ts';

/** Of Denque, what the client's queue is. */
interface CommandQueue {
  shift(): unknown;
  removeOne(index: number): unknown;
}

interface Client {
  readonly stream?: unknown;
  readonly options: { enableAutoPipelining: boolean };
  commandQueue: CommandQueue;
}

interface ClientPrototype {
  resetCommandQueue(this: Client): void;
}

const connections = new WeakMap<MemorySocket, RedisConnection>();

export function answersArriveAt(socket: MemorySocket, connection: RedisConnection): void {
  connections.set(socket, connection);
}

let isPatched = false;

/** For all clients of this copy of ioredis whose connection stays in memory. */
export function patchIoredis(): void {
  if (isPatched) return;
  isPatched = true;
  const { Redis } = createRequire(import.meta.url)('ioredis') as {
    readonly Redis: { readonly prototype: ClientPrototype };
  };
  const { prototype } = Redis;
  const { resetCommandQueue } = prototype;
  prototype.resetCommandQueue = function reset(this: Client) {
    resetCommandQueue.call(this);
    const { stream, commandQueue } = this;
    const connection = stream instanceof MemorySocket ? connections.get(stream) : undefined;
    if (connection === undefined) return;
    connection.answersInAnyOrder = true;
    // A batch would wait for the one before it, which may be that of a request whose last answer is late.
    this.options.enableAutoPipelining = false;
    commandQueue.shift = () => commandQueue.removeOne(connection.nextAnswered);
  };
}
