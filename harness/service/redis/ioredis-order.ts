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

const require = createRequire(import.meta.url);
// Ours, which services are given.
require('ioredis');

const connections = new WeakMap<MemorySocket, RedisConnection>();

export function answersArriveAt(socket: MemorySocket, connection: RedisConnection): void {
  connections.set(socket, connection);
}

const patched = new WeakSet<ClientPrototype>();

/** For all clients whose connection stays in memory, of every copy of ioredis that has been loaded: services bring their own. */
export function patchIoredis(): void {
  for (const [file, module] of Object.entries(require.cache)) {
    if (!/[\\/]ioredis[\\/]built[\\/]Redis\.js$/.test(file)) continue;
    const { default: Client } = module!.exports as { readonly default?: { readonly prototype: ClientPrototype } };
    if (Client?.prototype.resetCommandQueue !== undefined && !patched.has(Client.prototype)) patch(Client.prototype);
  }
}

function patch(prototype: ClientPrototype): void {
  patched.add(prototype);
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
